import { LitElement, html, css } from 'lit';
import { LogController } from 'log-controller';
import './containerd-log.js';

const ZOOM = 0.05;

/** The journal as a tab of the footer. It is followed only while it can be seen. */
export class QwcContainerdFooterLog extends LitElement {

    logControl = new LogController(this);

    static styles = css`
        :host {
            display: flex;
            height: 100%;
        }
        containerd-log {
            flex: 1;
        }
    `;

    static properties = {
        _visible: { state: true },
        _paused: { state: true },
        _zoom: { state: true }
    };

    constructor() {
        super();
        this._paused = false;
        this._zoom = 1;
        this.logControl
            .addToggle('On/off switch', true, (on) => this._paused = !on)
            .addItem('Zoom out', 'font-awesome-solid:magnifying-glass-minus', 'var(--lumo-tertiary-text-color)', () => this._zoom -= ZOOM)
            .addItem('Zoom in', 'font-awesome-solid:magnifying-glass-plus', 'var(--lumo-tertiary-text-color)', () => this._zoom += ZOOM)
            .addItem('Clear', 'font-awesome-solid:broom', 'var(--lumo-warning-color)', () => this._log?.clear())
            .addItem('Follow', 'font-awesome-solid:arrow-down', 'var(--lumo-success-color)', () => this._log?.toEnd())
            .done();
    }

    connectedCallback() {
        super.connectedCallback();
        this._observer = new IntersectionObserver((entries) => this._visible = entries.at(-1).isIntersecting);
        this._observer.observe(this);
    }

    disconnectedCallback() {
        this._observer.disconnect();
        super.disconnectedCallback();
    }

    get _log() {
        return this.renderRoot.querySelector('containerd-log');
    }

    render() {
        return !this._visible ? '' : html`<containerd-log .paused=${this._paused} style="--containerd-log-font-size: ${this._zoom * 0.8125}rem"></containerd-log>`;
    }
}
customElements.define('qwc-containerd-footer-log', QwcContainerdFooterLog);
