/** The size of a piece, in bytes: in Base64 it fits into a frame of the WebSocket. */
const PIECE = 32 * 1024;

/** The number of bytes that are read from the archive at a time; a multiple of a piece. */
const BLOCK = 16 * PIECE;

/** Sends an archive into the preseed directory, piece by piece. */
export class Upload {

    /**
     * @param jsonRpc the client of the extension
     * @param namespace the namespace of containerd
     * @param file the archive
     * @param changed is called whenever the number of bytes that were sent has changed
     */
    constructor(jsonRpc, namespace, file, changed) {
        this._jsonRpc = jsonRpc;
        this._file = file;
        this._namespace = namespace;
        this._changed = changed;
        this.name = namespace + '/' + file.name;
        this.size = file.size;
        this.sent = 0;
        this.cancelled = false;
    }

    /** Sends the archive; throws an error whose message is a sentence. */
    async run() {
        const { path } = await this._call('beginUpload',
            { namespace: this._namespace, name: this._file.name, bytes: this._file.size });
        try {
            await this._send(path);
            await this._call('finishUpload', { path });
        } catch (error) {
            await this._jsonRpc.cancelUpload({ path });
            throw error;
        }
    }

    async _send(path) {
        for (let offset = 0; offset < this.size; offset += BLOCK) {
            if (this.cancelled) {
                throw new Error('The upload of ' + this.name + ' was cancelled.');
            }
            const block = new Uint8Array(await this._file.slice(offset, offset + BLOCK).arrayBuffer());
            for (let start = 0; start < block.length; start += PIECE) {
                const piece = block.subarray(start, start + PIECE);
                const { received } = await this._call('addToUpload', { path, offset: offset + start, piece: base64(piece) });
                this.sent = received;
            }
            this._changed();
        }
    }

    async _call(method, parameters) {
        let response;
        try {
            response = await this._jsonRpc[method](parameters);
        } catch (failure) {
            throw new Error(failure.error?.message ?? String(failure));
        }
        if (response.result.error) {
            throw new Error(response.result.error);
        }
        return response.result;
    }
}

function base64(bytes) {
    let text = '';
    for (let start = 0; start < bytes.length; start += 8192) {
        text += String.fromCharCode(...bytes.subarray(start, start + 8192));
    }
    return btoa(text);
}
