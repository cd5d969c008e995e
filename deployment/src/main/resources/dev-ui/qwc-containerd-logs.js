import { ContainerdElement, html, css, sharedStyles, problems } from './containerd-element.js';
import './containerd-log.js';
import '@vaadin/button';
import '@vaadin/combo-box';
import '@vaadin/icon';
import '@vaadin/select';
import '@vaadin/text-field';

const LEVELS = ['ERROR', 'WARN', 'INFO', 'DEBUG', 'TRACE'];
/** The time after the last keystroke at which the text is looked for, in milliseconds. */
const TYPING = 300;

/** The journal, by node, level and text. */
export class QwcContainerdLogs extends ContainerdElement {

    static styles = [sharedStyles, css`
        .toolbar {
            display: flex;
            flex-wrap: wrap;
            gap: var(--lumo-space-s);
            align-items: center;
        }
        .toolbar > * {
            margin: 0;
        }
        vaadin-combo-box {
            width: 18em;
        }
        vaadin-select {
            width: 8em;
        }
        vaadin-select, vaadin-combo-box, vaadin-text-field {
            padding: 0;
            font-size: var(--lumo-font-size-s);
        }
        vaadin-text-field {
            flex: 1;
            min-width: 10em;
        }
        .log {
            flex: 1;
            min-height: 0;
            display: flex;
            border: 1px solid var(--lumo-contrast-10pct);
            border-radius: var(--lumo-border-radius-m);
            overflow: hidden;
        }
        containerd-log {
            flex: 1;
        }
        .count {
            white-space: nowrap;
            font-variant-numeric: tabular-nums;
        }
    `];

    static properties = {
        _dns: { state: true },
        _status: { state: true },
        _dn: { state: true },
        _level: { state: true },
        _text: { state: true },
        _paused: { state: true },
        _count: { state: true }
    };

    constructor() {
        super();
        this._dns = ['root'];
        this._dn = 'root';
        this._level = 'INFO';
        this._text = '';
        this._paused = false;
        this._count = { shown: 0, waiting: 0 };
    }

    start() {
        this.follow('watchTree', {}, (tree) => {
            const dns = tree.nodes.map((node) => node.dn);
            if (dns.join() !== this._dns.join()) {
                this._dns = dns;
            }
            this._status = tree.status;
        });
    }

    render() {
        return html`
            ${problems(this._status)}
            <div class="toolbar">
                <vaadin-combo-box theme="small" aria-label="Node" title="Node, with all below it" .items=${this._dns} .value=${this._dn}
                    allow-custom-value @value-changed=${(event) => this._dn = event.detail.value || 'root'}></vaadin-combo-box>
                <vaadin-select theme="small" aria-label="Least severe level" title="Least severe level"
                    .items=${LEVELS.map((level) => ({ label: level, value: level }))} .value=${this._level}
                    @value-changed=${(event) => this._level = event.detail.value}></vaadin-select>
                <vaadin-text-field theme="small" placeholder="Text of the message" clear-button-visible
                    @value-changed=${(event) => this._typed(event.detail.value)}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:magnifying-glass"></vaadin-icon></vaadin-text-field>
                <span class="count muted">${this._count.shown.toLocaleString()} entries${this._count.waiting > 0
                    ? ', ' + this._count.waiting.toLocaleString() + ' wait' : ''}</span>
                <vaadin-button theme="small ${this._paused ? 'primary' : ''}" class="pause" @click=${() => this._paused = !this._paused}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:${this._paused ? 'play' : 'pause'}"></vaadin-icon>
                    ${this._paused ? 'Resume' : 'Pause'}</vaadin-button>
                <vaadin-button theme="small" class="end" title="Go to the end, and follow" @click=${() => this._log.toEnd()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:arrow-down"></vaadin-icon>Follow</vaadin-button>
                <vaadin-button theme="small" class="clear" @click=${() => this._log.clear()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:broom"></vaadin-icon>Clear</vaadin-button>
            </div>
            <div class="log">
                <containerd-log .dn=${this._dn} .level=${this._level} .text=${this._text} .paused=${this._paused}
                    @counted=${(event) => this._count = event.detail}></containerd-log>
            </div>`;
    }

    get _log() {
        return this.renderRoot.querySelector('containerd-log');
    }

    _typed(text) {
        clearTimeout(this._typing);
        this._typing = setTimeout(() => this._text = text, TYPING);
    }
}
customElements.define('qwc-containerd-logs', QwcContainerdLogs);
