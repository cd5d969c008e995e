import { ContainerdElement, html, css, sharedStyles, tableStyles, badge, duration, problems, time } from './containerd-element.js';
import { notifier } from 'notifier';
import '@vaadin/button';
import '@vaadin/icon';

const LEVELS = { HEALTHY: 'success', DONE: 'success', NEW: 'contrast', UNHEALTHY: 'warning', DEAD: 'error', CANCELED: 'contrast' };

/** The supervision tree as it is now. */
export class QwcContainerdSupervision extends ContainerdElement {

    static styles = [sharedStyles, tableStyles, css`
        th, td {
            padding-block: var(--lumo-space-s);
        }
        tr.node > td, thead th {
            border-top: 1px solid var(--lumo-contrast-10pct);
        }
        thead th {
            border-top: none;
        }
        .name {
            white-space: nowrap;
            font-weight: 500;
        }
        .branch {
            color: var(--lumo-contrast-30pct);
            padding-right: 0.4em;
        }
        .when {
            white-space: nowrap;
            font-variant-numeric: tabular-nums;
        }
        td.action {
            text-align: right;
            padding-right: 0;
        }
        td.failure {
            padding-top: 0;
            overflow-wrap: anywhere;
        }
        .failure .message {
            white-space: pre-wrap;
            max-height: 12em;
            overflow: auto;
        }
        summary {
            cursor: pointer;
        }
        .failure .remedy {
            color: var(--lumo-primary-text-color);
        }
        @media (max-width: 900px) {
            table, thead, tbody, tr, td {
                display: block;
            }
            thead {
                display: none;
            }
            tr.node {
                display: flex;
                flex-wrap: wrap;
                align-items: baseline;
                gap: 0 var(--lumo-space-m);
                border-top: 1px solid var(--lumo-contrast-10pct);
                padding: var(--lumo-space-xs) 0;
            }
            tr.node > td {
                border: none;
                padding: 0;
            }
            tr.node > td.name {
                flex-basis: 100%;
            }
            .number {
                text-align: left;
            }
            td[data-label]:not(:empty)::before {
                content: attr(data-label) ' ';
                color: var(--lumo-secondary-text-color);
            }
            td.action {
                margin-left: auto;
            }
        }
    `];

    static properties = {
        _tree: { state: true }
    };

    connectedCallback() {
        super.connectedCallback();
        // times go by though the tree stays as it is
        this._clock = setInterval(() => this.requestUpdate(), 250);
    }

    disconnectedCallback() {
        clearInterval(this._clock);
        super.disconnectedCallback();
    }

    start() {
        this.follow('watchTree', {}, (tree) => this._tree = tree);
    }

    render() {
        if (!this._tree) {
            return html`<span class="muted">Loading the supervision tree…</span>`;
        }
        return html`
            ${problems(this._tree.status)}
            <table>
                <thead><tr><th>Node</th><th>State</th><th>Since</th><th class="number">Restarts</th><th>Next start</th><th></th></tr></thead>
                <tbody>${this._tree.nodes.map((node) => this._node(node))}</tbody>
            </table>
            ${this._tree.stuck.length > 0 ? html`<h4>Runnables that do not end</h4>
                ${this._tree.stuck.map((stuck) => html`<div><b>${stuck.dn}</b> cancelled at ${time(stuck.cancelledAt)}
                    <pre class="mono">${stuck.stack.join('\n')}</pre></div>`)}` : ''}`;
    }

    _node(node) {
        const names = node.dn.split('.');
        const depth = names.length - 1;
        return html`
            <tr class="node" data-dn="${node.dn}">
                <td class="name" title="${node.dn}" style="padding-left: ${Math.max(0, depth - 1) * 1.4}em">
                    ${depth > 0 ? html`<span class="branch">└</span>` : ''}${names[depth]}</td>
                <td>${badge(LEVELS[node.state] ?? 'contrast', node.state)}
                    ${node.crashLooping ? badge('error', 'crash loop', node.recentFailures + ' recent failures') : ''}</td>
                <td class="when" data-label="for" title="${new Date(node.since).toLocaleString()}">${duration(Date.now() - new Date(node.since))}</td>
                <td class="number" data-label="restarts">${node.restarts}</td>
                <td class="when" data-label="starts again">${this._countdown(node)}</td>
                <td class="action">
                    <vaadin-button theme="small tertiary" title="Restart ${node.dn} and all below it" @click=${() => this._restart(node.dn)}>
                        <vaadin-icon icon="font-awesome-solid:rotate-right" slot="prefix"></vaadin-icon>Restart
                    </vaadin-button></td>
            </tr>
            ${node.lastFailure ? html`<tr><td class="failure" colspan="6" style="padding-left: ${depth * 1.4 + 0.4}em">
                <span class="muted">Last failure at</span> ${time(node.lastFailure.at)}
                ${node.lastFailure.cause ? html`<div><b>${node.lastFailure.cause}</b></div>` : ''}
                ${node.lastFailure.remedy ? html`<div class="remedy">${node.lastFailure.remedy}</div>` : ''}
                ${this._message(node.lastFailure)}</td></tr>` : ''}`;
    }

    _message(failure) {
        const message = html`<div class="message mono muted">${failure.message}</div>`;
        return failure.cause ? html`<details><summary class="muted">Message</summary>${message}</details>` : message;
    }

    _countdown(node) {
        if (!node.nextStart) {
            return '';
        }
        const left = (new Date(node.nextStart) - Date.now()) / 1000;
        return left > 0 ? html`in ${left.toFixed(1)} s` : 'now';
    }

    _restart(dn) {
        this.jsonRpc.restart({ dn }).then((response) => {
            if (response.result.error) {
                notifier.showWarningMessage(response.result.error);
            } else {
                notifier.showInfoMessage('Restart of ' + dn + ' requested');
            }
        });
    }
}
customElements.define('qwc-containerd-supervision', QwcContainerdSupervision);
