import { ContainerdElement, html, css, sharedStyles, clock, empty } from './containerd-element.js';
import { virtualListRenderer } from '@vaadin/virtual-list/lit.js';
import '@vaadin/virtual-list';

/** The number of entries that a page keeps; the oldest go first. */
const MOST_ENTRIES = 10000;

/** The distance from the end at which a reader counts as being there, in pixels. */
const END = 24;

/**
 * The journal as it grows: only the entries that can be seen are elements of the page. It stays at the end while the reader is
 * there; while it is paused, new entries wait.
 */
export class ContainerdLog extends ContainerdElement {

    static styles = [sharedStyles, css`
        :host {
            padding: 0;
            gap: 0;
            position: relative;
            min-height: 0;
        }
        vaadin-virtual-list {
            flex: 1;
            min-height: 0;
            height: 100%;
        }
        .entry {
            display: flex;
            gap: 0.8em;
            padding: 1px var(--lumo-space-xs);
            font-size: var(--containerd-log-font-size, var(--lumo-font-size-xs));
            line-height: 1.5;
        }
        .entry:hover {
            background: var(--lumo-contrast-5pct);
        }
        .at, .dn, .level {
            flex: none;
            white-space: nowrap;
        }
        .at {
            color: var(--lumo-tertiary-text-color);
        }
        .dn {
            color: var(--lumo-primary-text-color);
            width: 16em;
            overflow: hidden;
            text-overflow: ellipsis;
        }
        .level {
            width: 3.5em;
        }
        .message {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
            min-width: 0;
        }
        .fields {
            color: var(--lumo-secondary-text-color);
        }
        .ERROR .level, .ERROR .message, .FATAL .level, .FATAL .message {
            color: var(--lumo-error-text-color);
        }
        .WARN .level, .WARN .message {
            color: var(--lumo-warning-text-color);
        }
        .DEBUG .message, .TRACE .message {
            color: var(--lumo-secondary-text-color);
        }
        .dropped {
            color: var(--lumo-warning-text-color);
            font-style: italic;
        }
        .waiting {
            position: absolute;
            bottom: var(--lumo-space-s);
            right: var(--lumo-space-l);
            padding: 2px 10px;
            border-radius: 1em;
            color: var(--lumo-primary-contrast-color);
            background: var(--lumo-primary-color);
            cursor: pointer;
            border: none;
            font: inherit;
        }
        @media (max-width: 700px) {
            .entry {
                flex-wrap: wrap;
                gap: 0 0.8em;
            }
            .dn {
                width: auto;
            }
            .message {
                flex-basis: 100%;
            }
        }
    `];

    static properties = {
        dn: { type: String },
        level: { type: String },
        text: { type: String },
        paused: { type: Boolean },
        _entries: { state: true },
        _atEnd: { state: true },
        _unread: { state: true }
    };

    constructor() {
        super();
        this.dn = 'root';
        this.level = 'INFO';
        this.text = '';
        this.paused = false;
        this._entries = [];
        this._waiting = [];
        this._atEnd = true;
        this._unread = 0;
    }

    updated(changed) {
        super.updated(changed);
        if (['dn', 'level', 'text'].some((name) => changed.has(name) && this.isConnected)) {
            this._select();
        }
        if (changed.get('paused') && !this.paused) {
            this._add(this._waiting.splice(0));
        }
        if (changed.has('_entries') && this._atEnd) {
            this.toEnd();
        }
    }

    /** Forgets the entries that are shown. */
    clear() {
        this._entries = [];
        this._waiting = [];
        this._unread = 0;
        this._tell();
    }

    /** Goes to the end, and stays there. */
    toEnd() {
        this._atEnd = true;
        this._unread = 0;
        requestAnimationFrame(() => this._list?.scrollToIndex(this._entries.length - 1));
    }

    get _list() {
        return this.renderRoot.querySelector('vaadin-virtual-list');
    }

    _select() {
        this.follow('followLog', { dn: this.dn, level: this.level, text: this.text },
            (batch) => this._receive(batch), () => this.clear());
        this.clear();
    }

    _receive(batch) {
        const entries = batch.dropped > 0 ? [{ dropped: batch.dropped }, ...batch.entries] : batch.entries;
        if (entries.length === 0) {
            return;
        }
        if (this.paused) {
            this._waiting = [...this._waiting, ...entries].slice(-MOST_ENTRIES);
            this._tell();
        } else {
            this._add(entries);
        }
    }

    _add(entries) {
        if (entries.length > 0) {
            this._entries = [...this._entries, ...entries].slice(-MOST_ENTRIES);
            this._unread = this._atEnd ? 0 : this._unread + entries.length;
        }
        this._tell();
    }

    _tell() {
        this.dispatchEvent(new CustomEvent('counted',
            { detail: { shown: this._entries.length, waiting: this._waiting.length } }));
    }

    _scrolled() {
        const list = this._list;
        // a list that grows scrolls as well: only the reader leaves the end, and comes back to it
        this._atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < END;
        if (this._atEnd) {
            this._unread = 0;
        }
    }

    render() {
        return html`
            <vaadin-virtual-list class="mono" .items=${this._entries} ?hidden=${this._entries.length === 0}
                @wheel=${() => requestAnimationFrame(() => this._scrolled())}
                @touchmove=${() => this._scrolled()} @mouseup=${() => this._scrolled()} @keyup=${() => this._scrolled()}
                ${virtualListRenderer((entry) => this._entry(entry), [])}></vaadin-virtual-list>
            ${this._entries.length === 0 ? empty('file-lines', 'No entries match.') : ''}
            ${this._unread > 0 ? html`<button class="waiting" @click=${() => this.toEnd()}>${this._unread} new ↓</button>` : ''}`;
    }

    _entry(entry) {
        if (entry.dropped) {
            return html`<div class="entry dropped">${entry.dropped} entries are missing here: they came faster than they could be shown.</div>`;
        }
        const fields = Object.entries(entry.fields ?? {}).map(([name, value]) => name + '=' + value).join(' ');
        return html`<div class="entry ${entry.level}">
            <span class="at" title="${entry.at}">${clock(new Date(entry.at))}</span>
            <span class="level">${entry.level}</span>
            <span class="dn" title="${entry.dn}">${entry.dn}</span>
            <span class="message">${entry.message}${fields ? html` <span class="fields">${fields}</span>` : ''}${entry.thrown ? html`
                <div>${entry.thrown}</div>` : ''}</span></div>`;
    }
}
customElements.define('containerd-log', ContainerdLog);
