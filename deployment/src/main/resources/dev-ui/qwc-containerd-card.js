import { ContainerdElement, html, css, badge } from './containerd-element.js';
import { devuiState } from 'devui-state';
import 'qwc/qwc-extension-link.js';

/** The card of the extension: containerd's version and state, the number of images, and the pages. */
export class QwcContainerdCard extends ContainerdElement {

    static styles = css`
        :host {
            display: flex;
            flex-direction: column;
            justify-content: space-between;
            gap: 10px;
            padding: 10px;
            height: 100%;
            box-sizing: border-box;
        }
        .state {
            display: flex;
            flex-wrap: wrap;
            align-items: center;
            gap: 6px;
            font-size: var(--lumo-font-size-s);
        }
        .description, .facts {
            color: var(--lumo-contrast-50pct);
            font-size: var(--lumo-font-size-s);
        }
        .problem {
            color: var(--lumo-error-text-color);
            font-size: var(--lumo-font-size-xs);
            overflow-wrap: anywhere;
            display: -webkit-box;
            -webkit-box-orient: vertical;
            -webkit-line-clamp: 3;
            overflow: hidden;
        }
        a.guide {
            color: var(--lumo-contrast-80pct);
            font-size: small;
            padding: 2px 10px;
            text-decoration: none;
        }
        a.guide vaadin-icon {
            padding-right: 5px;
        }
        a.guide:hover {
            filter: brightness(80%);
        }
    `;

    static properties = {
        extensionName: { type: String },
        description: { type: String },
        guide: { type: String },
        namespace: { type: String },
        _overview: { state: true }
    };

    start() {
        this.follow('watchOverview', {}, (overview) => this._overview = overview);
    }

    render() {
        return html`
            <div>
                <div class="state">
                    <b>containerd ${this._overview?.version ?? ''}</b> ${this._state()}
                </div>
                ${this._facts()}
            </div>
            <div class="links">
                ${this._pages().map((page) => html`<qwc-extension-link
                    namespace="${this.namespace}" extensionName="${this.extensionName}" iconName="${page.icon}"
                    tooltipContent="${page.title}" displayName="${page.title}" path="${page.id}" ?embed=${page.embed}
                    webcomponent="${page.componentLink}"></qwc-extension-link>`)}
                <a class="guide" href="${this.guide}" target="_blank" rel="noopener" router-ignore>
                    <vaadin-icon icon="font-awesome-solid:book"></vaadin-icon>Guide</a>
            </div>`;
    }

    _state() {
        const overview = this._overview;
        if (!overview) {
            return '';
        }
        if (!overview.enabled) {
            return badge('contrast', 'disabled');
        }
        if (overview.ready) {
            return badge('success', 'ready');
        }
        return overview.started ? badge('error', 'not ready') : badge('warning', 'starting');
    }

    _facts() {
        const overview = this._overview;
        if (!overview?.enabled) {
            return html`<div class="description">${this.description}</div>`;
        }
        const problem = overview.problems[0];
        return html`
            <div class="facts">${overview.images === undefined ? 'No answer about images'
                : overview.images + (overview.images === 1 ? ' image' : ' images')}</div>
            ${problem ? html`<div class="problem">${problem.about} ${problem.problem}</div>` : ''}`;
    }

    _pages() {
        const cards = [...(devuiState.cards?.active ?? []), ...(devuiState.cards?.inactive ?? [])];
        return cards.find((card) => card.namespace === this.namespace)?.cardPages ?? [];
    }
}
customElements.define('qwc-containerd-card', QwcContainerdCard);
