import { QwcHotReloadElement, html, css } from 'qwc-hot-reload-element';
import { JsonRpc } from 'jsonrpc';
import '@vaadin/icon';
import '@qomponent/qui-badge';
export * from 'qwc-hot-reload-element';

/**
 * A stream that says nothing for this many seconds has ended; the daemon repeats what has not changed every four seconds. They
 * are counted, not measured: a page that was busy, or asleep, has not listened.
 */
const SILENCE = 10;

/** Colors and shapes that all pages share. */
export const sharedStyles = css`
    :host {
        display: flex;
        flex-direction: column;
        gap: var(--lumo-space-m);
        height: 100%;
        box-sizing: border-box;
        padding: 0 var(--lumo-space-m) var(--lumo-space-m);
        color: var(--lumo-body-text-color);
        font-size: var(--lumo-font-size-s);
    }
    code, .mono {
        font-family: var(--devuiFontFamilyMono, ui-monospace, SFMono-Regular, Menlo, 'DejaVu Sans Mono', monospace);
    }
    .muted {
        color: var(--lumo-secondary-text-color);
    }
    .spacer {
        flex: 1;
    }
    vaadin-button {
        margin: 0;
    }
    vaadin-button vaadin-icon {
        width: 1em;
        height: 1em;
    }
    .banner {
        display: flex;
        gap: var(--lumo-space-s);
        align-items: flex-start;
        padding: var(--lumo-space-s) var(--lumo-space-m);
        border-radius: var(--lumo-border-radius-m);
        border-left: 3px solid var(--lumo-contrast-30pct);
        background: var(--lumo-contrast-5pct);
        overflow-wrap: anywhere;
    }
    .banner.error {
        border-color: var(--lumo-error-color);
        background: var(--lumo-error-color-10pct);
    }
    .banner.warning {
        border-color: var(--lumo-warning-color);
        background: var(--lumo-warning-color-10pct, var(--lumo-contrast-5pct));
    }
    .banner vaadin-icon {
        flex: none;
        width: 1em;
        height: 1em;
        margin-top: 0.2em;
    }
    .banner.error vaadin-icon {
        color: var(--lumo-error-text-color);
    }
    .banner.warning vaadin-icon {
        color: var(--lumo-warning-text-color);
    }
    .banner ul {
        margin: 0;
        padding: 0;
        list-style: none;
    }
    .empty {
        display: flex;
        flex-direction: column;
        align-items: center;
        gap: var(--lumo-space-s);
        padding: var(--lumo-space-xl);
        color: var(--lumo-secondary-text-color);
        text-align: center;
    }
    .empty vaadin-icon {
        width: 2em;
        height: 2em;
        color: var(--lumo-tertiary-text-color);
    }
`;

/** Tables without lines between their columns. */
export const tableStyles = css`
    table {
        border-collapse: collapse;
        width: 100%;
    }
    th {
        text-align: left;
        font-weight: 500;
        color: var(--lumo-secondary-text-color);
        white-space: nowrap;
    }
    th, td {
        padding: var(--lumo-space-xs) var(--lumo-space-m) var(--lumo-space-xs) 0;
        vertical-align: baseline;
    }
    .number {
        text-align: right;
        white-space: nowrap;
        font-variant-numeric: tabular-nums;
    }
`;

/**
 * A page, or a part of one, that shows what the daemon streams: it follows streams while it is shown, again after a reload of
 * the application, and again when one of them has gone silent.
 */
export class ContainerdElement extends QwcHotReloadElement {

    jsonRpc = new JsonRpc('quarkus-containerd', false);
    _streams = new Map();

    connectedCallback() {
        super.connectedCallback();
        this._watchdog = setInterval(() => this._resumeSilentStreams(), 1000);
        this.start();
    }

    disconnectedCallback() {
        clearInterval(this._watchdog);
        this._streams.forEach((stream) => stream.observer.cancel());
        this._streams.clear();
        super.disconnectedCallback();
    }

    /** Follows the streams of the element; for subclasses. */
    start() {
    }

    hotReload() {
        this._streams.forEach((stream) => this._resume(stream));
    }

    /**
     * Follows a stream, instead of what was followed of it before.
     *
     * @param method the name of the JSON-RPC method
     * @param parameters its parameters
     * @param receive gets each result
     * @param restarted is called before the results of a stream that starts again
     */
    follow(method, parameters, receive, restarted = () => {}) {
        this.unfollow(method);
        const stream = { method, parameters, receive, restarted };
        this._streams.set(method, stream);
        this._subscribe(stream);
    }

    unfollow(method) {
        this._streams.get(method)?.observer.cancel();
        this._streams.delete(method);
    }

    _subscribe(stream) {
        stream.silence = 0;
        stream.observer = this.jsonRpc[stream.method](stream.parameters).onNext((response) => {
            stream.silence = 0;
            stream.receive(response.result);
        });
    }

    _resume(stream) {
        stream.observer.cancel();
        stream.restarted();
        this._subscribe(stream);
    }

    _resumeSilentStreams() {
        this._streams.forEach((stream) => {
            stream.silence++;
            if (stream.silence > SILENCE) {
                this._resume(stream);
            }
        });
    }
}

/** Returns a banner with everything that is wrong; nothing if all is well. */
export function problems(status) {
    if (!status) {
        return '';
    }
    if (status.error) {
        return banner('warning', status.error);
    }
    if (!status.enabled) {
        return banner('warning', 'containerd is not started: quarkus.containerd.enabled is false.');
    }
    if (status.problems.length === 0) {
        return '';
    }
    return banner('error', html`<ul>${status.problems.map((each) => html`<li>
        <b>${each.about}</b> ${each.problem}${each.remedy ? html` <span class="muted">${each.remedy}</span>` : ''}</li>`)}</ul>`);
}

/** Returns a banner; its level is error, warning or nothing. */
export function banner(level, content) {
    return html`<div class="banner ${level}" role="${level === 'error' ? 'alert' : 'status'}">
        <vaadin-icon icon="font-awesome-solid:${level ? 'triangle-exclamation' : 'circle-info'}"></vaadin-icon>
        <div>${content}</div></div>`;
}

/** Returns what is shown instead of nothing. */
export function empty(icon, text) {
    return html`<div class="empty"><vaadin-icon icon="font-awesome-solid:${icon}"></vaadin-icon><div>${text}</div></div>`;
}

/** Returns a small colored label; its level is success, warning, error, primary or contrast. */
export function badge(level, text, title = '') {
    return html`<qui-badge small level="${level}" title="${title}"><span>${text}</span></qui-badge>`;
}

/** Returns a time span in its two largest units. */
export function duration(milliseconds) {
    const seconds = Math.max(0, Math.floor(milliseconds / 1000));
    const units = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
    const first = units.findIndex(([size]) => seconds >= size);
    if (first < 0) {
        return '0 s';
    }
    return units.slice(first, first + 2)
        .map(([size, name], index) => [Math.floor((index === 0 ? seconds : seconds % units[first][0]) / size), name])
        .filter(([count]) => count > 0)
        .map(([count, name]) => count + ' ' + name).join(' ');
}

/** Returns a time as an element that shows the time of day, and the date on hovering. */
export function time(instant) {
    const date = new Date(instant);
    return html`<time datetime="${instant}" title="${date.toLocaleString()}">${clock(date)}</time>`;
}

/** Returns the time of day with milliseconds. */
export function clock(date) {
    return date.toLocaleTimeString([], { hour12: false }) + '.' + String(date.getMilliseconds()).padStart(3, '0');
}

/** Returns a number of bytes for people. */
export function bytes(count) {
    const units = ['B', 'kB', 'MB', 'GB', 'TB'];
    let value = count;
    let unit = 0;
    while (value >= 1000 && unit < units.length - 1) {
        value /= 1000;
        unit++;
    }
    return (unit === 0 || value >= 100 ? Math.round(value) : value.toFixed(1)) + ' ' + units[unit];
}
