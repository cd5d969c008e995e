import { ContainerdElement, html, css, sharedStyles, badge, banner, clock, duration, empty, problems } from './containerd-element.js';
import '@vaadin/button';
import '@vaadin/icon';

const LEVELS = { RUNNING: 'success', CREATED: 'contrast', EXITED: 'contrast', UNKNOWN: 'warning' };

/** The pods and containers that the Container Runtime Interface has, with what they print. */
export class QwcContainerdPods extends ContainerdElement {

    static styles = [sharedStyles, css`
        :host {
            overflow: auto;
        }
        .pod {
            border: 1px solid var(--lumo-contrast-10pct);
            border-radius: var(--lumo-border-radius-m);
        }
        .head {
            display: flex;
            flex-wrap: wrap;
            gap: 0 var(--lumo-space-m);
            align-items: baseline;
            padding: var(--lumo-space-s) var(--lumo-space-m);
            background: var(--lumo-contrast-5pct);
        }
        .container {
            display: flex;
            flex-wrap: wrap;
            gap: 0 var(--lumo-space-m);
            align-items: baseline;
            padding: var(--lumo-space-xs) var(--lumo-space-m);
            border-top: 1px solid var(--lumo-contrast-10pct);
        }
        .name {
            font-weight: 500;
            min-width: 8em;
        }
        .image {
            overflow-wrap: anywhere;
        }
        .log {
            max-height: 20em;
            overflow: auto;
            display: flex;
            /* stays at the end while lines come */
            flex-direction: column-reverse;
            padding: var(--lumo-space-s) var(--lumo-space-m);
            border-top: 1px solid var(--lumo-contrast-10pct);
            font-size: var(--lumo-font-size-xs);
            line-height: 1.5;
        }
        .line {
            white-space: pre-wrap;
            overflow-wrap: anywhere;
        }
        .at {
            color: var(--lumo-tertiary-text-color);
        }
        .stderr {
            color: var(--lumo-error-text-color);
        }
    `];

    static properties = {
        _pods: { state: true },
        _shown: { state: true },
        _log: { state: true }
    };

    start() {
        this.follow('watchPods', {}, (pods) => this._pods = pods);
    }

    render() {
        if (!this._pods) {
            return html`<span class="muted">Loading the pods…</span>`;
        }
        if (this._pods.error) {
            return html`${problems(this._pods.status)} ${banner('warning', this._pods.error)}`;
        }
        return html`
            ${problems(this._pods.status)}
            ${this._pods.pods.length === 0 ? empty('cubes', 'No pods run here. The kubelet makes them, or an application with CriClient.')
                : this._pods.pods.map((pod) => this._pod(pod))}`;
    }

    _pod(pod) {
        return html`
            <div class="pod" data-pod="${pod.name}">
                <div class="head">
                    <span class="name">${pod.namespace ? pod.namespace + '/' : ''}${pod.name}</span>
                    ${pod.ready ? badge('success', 'ready') : badge('warning', 'not ready')}
                    <span class="muted" title="${new Date(pod.created).toLocaleString()}">for ${duration(Date.now() - new Date(pod.created))}</span>
                    ${pod.addresses.length > 0 ? html`<code>${pod.addresses.join(', ')}</code>` : ''}
                    ${pod.runtimeHandler ? badge('contrast', pod.runtimeHandler, 'Runtime handler') : ''}
                    <span class="spacer"></span>
                    <code class="muted" title="${pod.id}">${pod.id.substring(0, 12)}</code>
                </div>
                ${pod.containers.map((container) => this._container(container))}
                ${pod.containers.length === 0 ? html`<div class="container muted">No containers</div>` : ''}
            </div>`;
    }

    _container(container) {
        const shown = this._shown === container.id;
        return html`
            <div class="container" data-container="${container.name}">
                <span class="name">${container.name}</span>
                ${badge(container.exitCode ? 'error' : LEVELS[container.state] ?? 'contrast', container.state)}
                ${container.exitCode === undefined ? '' : html`<span>exit code ${container.exitCode}</span>`}
                ${container.reason ? html`<span>${container.reason}</span>` : ''}
                <span class="image muted">${container.image}</span>
                ${container.message ? html`<span class="muted">${container.message}</span>` : ''}
                <span class="spacer"></span>
                <code class="muted" title="${container.id}">${container.id.substring(0, 12)}</code>
                <vaadin-button theme="small tertiary" @click=${() => this._show(shown ? undefined : container.id)}>
                    <vaadin-icon slot="prefix" icon="font-awesome-solid:${shown ? 'chevron-up' : 'file-lines'}"></vaadin-icon>
                    ${shown ? 'Hide log' : 'Log'}</vaadin-button>
            </div>
            ${shown ? this._lines() : ''}`;
    }

    _lines() {
        if (!this._log) {
            return html`<div class="log muted">Loading the log…</div>`;
        }
        if (this._log.error) {
            return html`<div class="log">${this._log.error}</div>`;
        }
        return html`<div class="log mono" tabindex="0"><div>${this._log.lines.map((line) => html`
            <div class="line ${line.stream ?? ''}">${line.at ? html`<span class="at">${clock(new Date(line.at))}</span> ` : ''}${line.text}</div>`)}
            ${this._log.lines.length === 0 ? html`<span class="muted">It has printed nothing.</span>` : ''}</div></div>`;
    }

    _show(container) {
        this._shown = container;
        this._log = undefined;
        if (container) {
            this.follow('watchContainerLog', { container }, (log) => this._log = log);
        } else {
            this.unfollow('watchContainerLog');
        }
    }
}
customElements.define('qwc-containerd-pods', QwcContainerdPods);
