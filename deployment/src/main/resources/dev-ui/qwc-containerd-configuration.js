import { ContainerdElement, html, css, sharedStyles, banner, problems } from './containerd-element.js';
import { notifier } from 'notifier';
import '@vaadin/button';
import '@vaadin/icon';
import '@vaadin/select';
import '@vaadin/text-field';

const ENVIRONMENT = 'Environment variables';

/** The rendered files, each line with the key that it comes from. */
export class QwcContainerdConfiguration extends ContainerdElement {

    static styles = [sharedStyles, css`
        .toolbar {
            display: flex;
            flex-wrap: wrap;
            gap: var(--lumo-space-s);
            align-items: center;
        }
        vaadin-select, vaadin-text-field {
            margin: 0;
            padding: 0;
            font-size: var(--lumo-font-size-s);
        }
        vaadin-select {
            flex: 1;
            min-width: 16em;
        }
        vaadin-text-field {
            width: 18em;
        }
        .file {
            flex: 1;
            min-height: 0;
            overflow: auto;
            border: 1px solid var(--lumo-contrast-10pct);
            border-radius: var(--lumo-border-radius-m);
            padding: var(--lumo-space-xs) 0;
            font-size: var(--lumo-font-size-xs);
            line-height: 1.6;
        }
        .line {
            display: flex;
            gap: var(--lumo-space-m);
            padding: 0 var(--lumo-space-s);
        }
        .line:hover {
            background: var(--lumo-contrast-5pct);
        }
        .line.changed {
            background: var(--lumo-warning-color-10pct, var(--lumo-contrast-10pct));
        }
        .number {
            flex: none;
            width: 3em;
            text-align: right;
            color: var(--lumo-tertiary-text-color);
            user-select: none;
        }
        .text {
            flex: 1;
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .table {
            font-weight: 600;
        }
        .comment {
            color: var(--lumo-secondary-text-color);
        }
        .name {
            color: var(--lumo-primary-text-color);
        }
        .from {
            flex: none;
            max-width: 45%;
            color: var(--lumo-secondary-text-color);
            overflow-wrap: anywhere;
            text-align: right;
        }
        .from a {
            color: inherit;
            text-decoration: none;
        }
        .from a:hover {
            color: var(--lumo-primary-text-color);
            text-decoration: underline;
        }
        @media (max-width: 900px) {
            .line {
                flex-wrap: wrap;
                gap: 0 var(--lumo-space-m);
            }
            .from {
                max-width: none;
                padding-left: 4em;
                flex-basis: 100%;
                text-align: left;
            }
        }
    `];

    static properties = {
        _config: { state: true },
        _status: { state: true },
        _path: { state: true },
        _text: { state: true }
    };

    constructor() {
        super();
        this._text = '';
    }

    start() {
        this._load();
        this.follow('watchTree', {}, (tree) => this._status = tree.status);
    }

    hotReload() {
        super.hotReload();
        this._load();
    }

    render() {
        if (!this._config) {
            return html`<span class="muted">Loading the configuration…</span>`;
        }
        if (this._config.error) {
            return banner('warning', this._config.error);
        }
        const file = this._files.find((each) => each.path === this._path) ?? this._mainFile;
        return html`
            ${problems(this._status)}
            ${this._comparison()}
            <div class="toolbar">
                <vaadin-select theme="small" aria-label="File" .value=${file.path}
                    .items=${this._files.map((each) => ({ label: each.path, value: each.path }))}
                    @value-changed=${(event) => this._path = event.detail.value}></vaadin-select>
                ${file.mode ? html`<code class="muted" title="Mode of the file">${file.mode}</code>` : ''}
                <vaadin-text-field theme="small" placeholder="Text or key" clear-button-visible
                    @value-changed=${(event) => this._text = event.detail.value.toLowerCase()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:magnifying-glass"></vaadin-icon></vaadin-text-field>
                <vaadin-button theme="small" @click=${() => this._copy(file)}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:copy"></vaadin-icon>Copy</vaadin-button>
            </div>
            <div class="file mono">${file.lines.map((line, index) => this._matches(line) ? this._line(line, index + 1, file.path) : '')}</div>`;
    }

    get _files() {
        const environment = Object.entries(this._config.environment ?? {});
        return environment.length === 0 ? this._config.files : [...this._config.files,
            { path: ENVIRONMENT, lines: environment.map(([name, value]) => ({ text: name + '=' + value })) }];
    }

    /** That of containerd itself, most of whose lines come from keys. */
    get _mainFile() {
        const fromKeys = (file) => file.lines.filter((line) => line.from).length;
        return this._files.reduce((one, other) => fromKeys(other) > fromKeys(one) ? other : one);
    }

    _comparison() {
        const { differences, notCompared } = this._config;
        if (notCompared) {
            return banner('', 'The files were not compared with what containerd makes of them: ' + notCompared);
        }
        if (differences.length === 0) {
            return banner('', html`containerd takes the configuration as it is: <code>containerd config dump</code> has every value.`);
        }
        return banner('warning', html`<ul>${differences.map((difference) => html`<li>${difference.message}</li>`)}</ul>`);
    }

    _matches(line) {
        return !this._text || (line.text + ' ' + (line.from ?? '')).toLowerCase().includes(this._text);
    }

    _line(line, number, path) {
        const changed = this._config.differences?.some((each) => each.from === line.from
            && line.text.startsWith(each.path + ' '));
        return html`<div class="line ${changed ? 'changed' : ''}">
            <span class="number">${number}</span>
            <span class="text">${this._colored(line.text, path)}</span>
            ${line.from ? html`<span class="from">${this._source(line.from)}</span>` : ''}</div>`;
    }

    _colored(text, path) {
        if (/^\s*#/.test(text)) {
            return html`<span class="comment">${text}</span>`;
        }
        if (!/\.(toml|json|gojson|conflist)$/.test(path) && path !== ENVIRONMENT) {
            return text;
        }
        if (/^\s*\[/.test(text)) {
            return html`<span class="table">${text}</span>`;
        }
        const assignment = /^(\s*[^=:]+?)(\s*[=:].*)$/.exec(text);
        return assignment ? html`<span class="name">${assignment[1]}</span>${assignment[2]}` : text;
    }

    _source(from) {
        return from.startsWith('quarkus.')
            ? html`<a href="configuration-form-editor?filter=${encodeURIComponent(from)}" title="Show the key in the configuration editor">${from}</a>`
            : from;
    }

    _copy(file) {
        navigator.clipboard.writeText(file.lines.map((line) => line.text).join('\n') + '\n')
            .then(() => notifier.showInfoMessage('Copied, without secrets'),
                () => notifier.showErrorMessage('The browser does not allow it'));
    }

    _load() {
        this.jsonRpc.config().then((response) => this._config = response.result);
    }
}
customElements.define('qwc-containerd-configuration', QwcContainerdConfiguration);
