import { ContainerdElement, html, css, sharedStyles, tableStyles, badge, banner, bytes, empty, problems, time } from './containerd-element.js';
import { Upload } from './containerd-upload.js';
import '@vaadin/button';
import '@vaadin/combo-box';
import '@vaadin/icon';
import '@vaadin/progress-bar';

const LEVELS = { LOADED: 'success', PLANNED: 'contrast', PENDING: 'contrast', LOADING: 'primary', GONE: 'warning', FAILED: 'error',
    PRESENT: 'success', PULLING: 'primary' };

/** The images that containerd has, and the archives that they come from. */
export class QwcContainerdImages extends ContainerdElement {

    static styles = [sharedStyles, tableStyles, css`
        :host {
            position: relative;
            overflow: auto;
        }
        h4 {
            margin: var(--lumo-space-s) 0 var(--lumo-space-xs);
            font-weight: 500;
        }
        .toolbar {
            display: flex;
            flex-wrap: wrap;
            gap: var(--lumo-space-s);
            align-items: center;
        }
        .toolbar > * {
            margin: 0;
        }
        .toolbar vaadin-combo-box {
            padding: 0;
            width: 11em;
        }
        tbody tr {
            border-top: 1px solid var(--lumo-contrast-10pct);
        }
        tbody tr.detail {
            border-top: none;
        }
        .detail td {
            padding-top: 0;
        }
        .name {
            overflow-wrap: anywhere;
            min-width: 12em;
        }
        .error-text {
            color: var(--lumo-error-text-color);
            overflow-wrap: anywhere;
        }
        .flags {
            white-space: nowrap;
        }
        vaadin-progress-bar {
            width: 10em;
            margin: 0.4em 0;
        }
        .overlay {
            position: absolute;
            inset: 0 var(--lumo-space-m) var(--lumo-space-m);
            z-index: 1;
            display: flex;
            flex-direction: column;
            align-items: center;
            justify-content: center;
            gap: var(--lumo-space-s);
            font-size: var(--lumo-font-size-l);
            border: 2px dashed var(--lumo-primary-color);
            border-radius: var(--lumo-border-radius-l);
            background: var(--lumo-base-color);
            color: var(--lumo-primary-text-color);
            opacity: 0.95;
            pointer-events: none;
        }
        .overlay vaadin-icon {
            width: 2em;
            height: 2em;
        }
        @media (max-width: 900px) {
            .wide {
                display: none;
            }
        }
    `];

    static properties = {
        _images: { state: true },
        _preseed: { state: true },
        _namespace: { state: true },
        _dragged: { state: true },
        _uploads: { state: true },
        _failures: { state: true }
    };

    constructor() {
        super();
        this._namespace = 'k8s.io';
        this._uploads = [];
        this._failures = [];
        this._drags = 0;
    }

    connectedCallback() {
        super.connectedCallback();
        this._listeners = {
            dragenter: (event) => this._drag(event, 1), dragleave: (event) => this._drag(event, -1),
            dragover: (event) => event.preventDefault(), drop: (event) => this._drop(event)
        };
        Object.entries(this._listeners).forEach(([type, listener]) => this.addEventListener(type, listener));
    }

    disconnectedCallback() {
        Object.entries(this._listeners).forEach(([type, listener]) => this.removeEventListener(type, listener));
        this._uploads.forEach((upload) => upload.cancelled = true);
        super.disconnectedCallback();
    }

    start() {
        this.follow('watchImages', {}, (images) => this._images = images);
        this.follow('watchPreseed', {}, (preseed) => this._preseed = preseed);
    }

    render() {
        if (!this._preseed) {
            return html`<span class="muted">Loading the images…</span>`;
        }
        return html`
            ${problems(this._preseed.status)}
            ${this._failures.map((failure) => banner('error', failure))}
            ${this._archives()}
            ${this._stored()}
            ${this._dragged ? html`<div class="overlay"><vaadin-icon icon="font-awesome-solid:box-archive"></vaadin-icon>
                Drop image archives to load them into ${this._namespace}</div>` : ''}`;
    }

    _archives() {
        const preseed = this._preseed;
        return html`
            <div class="toolbar">
                <h4>Preseed</h4>
                <code class="muted">${preseed.directory}</code>
                <span class="spacer"></span>
                <vaadin-combo-box theme="small" aria-label="Namespace of new archives" title="Namespace of new archives"
                    allow-custom-value .items=${this._namespaces()} .value=${this._namespace}
                    @value-changed=${(event) => this._namespace = event.detail.value || 'k8s.io'}></vaadin-combo-box>
                <input type="file" multiple hidden @change=${(event) => this._choose(event)}>
                <vaadin-button theme="small primary" ?disabled=${!preseed.enabled}
                    @click=${() => this.renderRoot.querySelector('input[type=file]').click()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:upload"></vaadin-icon>Add archive</vaadin-button>
                <vaadin-button theme="small" class="load" title="Look at the directory now, and try again what has failed"
                    ?disabled=${!preseed.enabled} @click=${() => this._load()}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:rotate-right"></vaadin-icon>Load</vaadin-button>
            </div>
            ${!preseed.enabled ? banner('', 'quarkus.containerd.preseed.enabled is false: no archives are loaded.') : ''}
            ${preseed.archives.length + preseed.lists.length + this._uploads.length === 0
                ? empty('box-archive', 'There are no archives. Drop image archives here, OCI or docker, compressed or not.')
                : html`<table class="archives">
                    <thead><tr><th>Archive</th><th>State</th><th class="wide">Since</th><th class="number">Images</th><th>Progress</th></tr></thead>
                    <tbody>
                        ${this._uploads.map((upload) => html`<tr class="upload">
                            <td class="name">${upload.name}</td><td>${badge('primary', 'UPLOADING')}</td><td class="wide"></td><td></td>
                            <td>${this._progress(upload.sent, upload.size)}</td></tr>`)}
                        ${preseed.archives.map((archive) => this._archive(archive))}
                        ${preseed.lists.map((list) => this._list(list))}
                    </tbody></table>`}`;
    }

    _archive(archive) {
        const loading = archive.state === 'LOADING' || archive.retrying;
        return html`
            <tr data-archive="${archive.path}">
                <td class="name">${archive.path} ${archive.required ? '' : badge('contrast', 'optional', 'The daemon starts without it')}</td>
                <td>${badge(LEVELS[archive.state] ?? 'contrast', archive.state)} ${archive.retrying ? badge('primary', 'retrying') : ''}</td>
                <td class="wide">${time(archive.since)}</td>
                <td class="number">${archive.images.length || archive.plan?.images.length || ''}</td>
                <td>${loading ? this._progress(archive.bytesSent, archive.plan?.bytesMissing)
                    : archive.state === 'LOADED' ? html`<span class="muted">${bytes(archive.bytesSent)} brought, ${bytes(archive.bytesPresent)} were there</span>` : ''}</td>
            </tr>
            ${archive.error ? html`<tr class="detail"><td colspan="5" class="error-text">${archive.error}</td></tr>` : ''}`;
    }

    _list(list) {
        return html`
            <tr data-archive="${list.path}">
                <td class="name">${list.path}</td>
                <td>${list.error ? badge('error', 'FAILED') : badge('contrast', 'LIST')}</td>
                <td class="wide"></td><td class="number">${list.images.length}</td>
                <td>${list.images.map((image) => html`<div>${image.reference} ${badge(LEVELS[image.state] ?? 'contrast', image.state)}
                    ${image.error ? html`<div class="error-text">${image.error}</div>` : ''}</div>`)}</td>
            </tr>
            ${list.error ? html`<tr class="detail"><td colspan="5" class="error-text">${list.error}</td></tr>` : ''}`;
    }

    _progress(done, all) {
        return html`<vaadin-progress-bar ?indeterminate=${!all} value="${all ? Math.min(1, done / all) : 0}"></vaadin-progress-bar>
            <span class="muted">${bytes(done)}${all ? ' of ' + bytes(all) : ''}</span>`;
    }

    _stored() {
        const images = this._images;
        if (!images) {
            return '';
        }
        if (images.error) {
            return html`<h4>Images</h4>${banner('warning', 'containerd does not tell its images: ' + images.error)}`;
        }
        if (images.images.length === 0) {
            return html`<h4>Images</h4>${empty('layer-group', 'containerd has no images.')}`;
        }
        const namespaces = [...new Set(images.images.map((image) => image.namespace))];
        return namespaces.map((namespace) => html`
            <h4>Images in ${namespace}</h4>
            <table class="images" data-namespace="${namespace}">
                <thead><tr><th>Name</th><th class="wide">Digest</th><th class="number">Size</th><th class="wide">Platforms</th><th>From</th><th></th></tr></thead>
                <tbody>${images.images.filter((image) => image.namespace === namespace).map((image) => this._image(image))}</tbody>
            </table>`);
    }

    _image(image) {
        return html`
            <tr data-image="${image.name}">
                <td class="name">${image.name}</td>
                <td class="wide mono" title="${image.digest}">${image.digest.replace(/^sha256:(.{12}).*/, '$1')}</td>
                <td class="number">${image.bytes === undefined ? '' : bytes(image.bytes)}</td>
                <td class="wide">${(image.platforms ?? []).filter((platform) => platform.platform).map((platform) => html`
                    <span class="${platform.present ? '' : 'muted'}" title="${platform.present ? '' : 'not here'}">${platform.platform} </span>`)}</td>
                <td class="name">${image.archive ?? html`<span class="muted">${image.name.startsWith('sha256:') ? 'CRI, by its id' : 'elsewhere'}</span>`}</td>
                <td class="flags">${image.present ? badge('success', 'present') : badge('error', 'incomplete', image.error ?? 'Content is missing')}
                    ${image.pinned ? badge('contrast', 'pinned') : ''}</td>
            </tr>`;
    }

    _namespaces() {
        const known = [...(this._images?.images ?? []), ...this._preseed.archives].map((each) => each.namespace);
        return [...new Set(['k8s.io', ...known])];
    }

    _drag(event, by) {
        if (!event.dataTransfer?.types.includes('Files')) {
            return;
        }
        event.preventDefault();
        this._drags += by;
        this._dragged = this._drags > 0;
    }

    _drop(event) {
        event.preventDefault();
        this._drags = 0;
        this._dragged = false;
        this._send(event.dataTransfer.files);
    }

    _choose(event) {
        this._send(event.target.files);
        event.target.value = '';
    }

    async _send(files) {
        this._failures = [];
        // one after the other: the preseed loads the first while the next is on its way
        for (const file of [...files]) {
            const upload = new Upload(this.jsonRpc, this._namespace, file, () => this.requestUpdate());
            this._uploads = [...this._uploads, upload];
            try {
                await upload.run();
            } catch (error) {
                this._failures = [...this._failures, upload.name + ': ' + error.message];
            }
            this._uploads = this._uploads.filter((each) => each !== upload);
        }
    }

    async _load() {
        const response = await this.jsonRpc.loadArchives();
        this._failures = response.result.error ? [response.result.error] : [];
    }
}
customElements.define('qwc-containerd-images', QwcContainerdImages);
