package io.quarkiverse.containerd.runtime.config;

import java.net.URI;
import java.net.URISyntaxException;

import org.eclipse.microprofile.config.spi.Converter;

/**
 * Converts a URL. A text that has not even the form of one becomes a URI without a host, so that the check of the key's value
 * refuses it and names the key.
 */
public final class UrlConverter implements Converter<URI> {

    private static final long serialVersionUID = 1L;
    private static final URI MALFORMED = URI.create("malformed:url");

    @Override
    public URI convert(String text) {
        try {
            return text.isEmpty() ? null : new URI(text);
        } catch (URISyntaxException e) {
            return MALFORMED;
        }
    }
}
