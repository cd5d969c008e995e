package io.quarkiverse.containerd.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Issues access tokens for a registry, by the distribution project's token authentication with OAuth2: to
 * {@link RealRegistry#USER}, or to the bearer of an identity token.
 */
public final class TokenServer implements AutoCloseable {

    public static final String SERVICE = "registry.test";
    public static final String ISSUER = "tokens.test";
    public static final String IDENTITY_TOKEN = "Id3nt-token-wv";

    private final Certificates signer;
    private final HttpServer server;

    /** @param signer the certificate and key that sign the tokens */
    public TokenServer(Certificates signer) throws IOException {
        this.signer = signer;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/token", this::answer);
        server.start();
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** The certificate that the registry verifies tokens by. */
    public Path certificate() {
        return signer.certificate();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> form = Stream
                .of(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8).split("&"))
                .map(field -> URLDecoder.decode(field, StandardCharsets.UTF_8).split("=", 2))
                .collect(Collectors.toMap(field -> field[0], field -> field.length == 2 ? field[1] : ""));
        byte[] body = (knows(form) ? "{\"access_token\": \"%s\", \"expires_in\": 60}".formatted(token(form.get("scope")))
                : "{}").getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(knows(form) ? 200 : 403, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private static boolean knows(Map<String, String> form) {
        return switch (form.getOrDefault("grant_type", "")) {
            case "password" -> RealRegistry.USER.equals(form.get("username"))
                    && RealRegistry.PASSWORD.equals(form.get("password"));
            case "refresh_token" -> IDENTITY_TOKEN.equals(form.get("refresh_token"));
            default -> false;
        };
    }

    /** @param scope such as {@code repository:team/image:pull} */
    private String token(String scope) throws IOException {
        String[] wanted = scope.split(":");
        long now = Instant.now().getEpochSecond();
        String header = "{\"typ\": \"JWT\", \"alg\": \"ES256\", \"x5c\": [\"%s\"]}"
                .formatted(base64OfPem(signer.certificate()));
        String claims = """
                {"iss": "%s", "aud": "%s", "sub": "%s", "nbf": %d, "iat": %d, "exp": %d, "jti": "1",
                 "access": [{"type": "%s", "name": "%s", "actions": ["%s"]}]}
                """.formatted(ISSUER, SERVICE, RealRegistry.USER, now - 5, now - 5, now + 60, wanted[0], wanted[1], wanted[2]);
        String signed = url(header.getBytes(StandardCharsets.UTF_8)) + "." + url(claims.getBytes(StandardCharsets.UTF_8));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
            signature.initSign(KeyFactory.getInstance("EC")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(base64OfPem(signer.key())))));
            signature.update(signed.getBytes(StandardCharsets.US_ASCII));
            return signed + "." + url(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static String base64OfPem(Path file) throws IOException {
        return Files.readAllLines(file).stream().filter(line -> !line.startsWith("-----")).collect(Collectors.joining());
    }

    private static String url(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
