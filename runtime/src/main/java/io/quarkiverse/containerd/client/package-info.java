/**
 * A blocking client of containerd and of its Container Runtime Interface (CRI).
 * <p>
 * {@link io.quarkiverse.containerd.client.ContainerdClient} can be injected:
 *
 * <pre>{@code
 * @ApplicationScoped
 * class NodeImages {
 *
 *     private final ContainerdClient containerd;
 *
 *     NodeImages(ContainerdClient containerd) {
 *         this.containerd = containerd;
 *     }
 *
 *     List<String> names() {
 *         return containerd.namespace(CriImages.NAMESPACE).images().list().stream().map(StoredImage::name).toList();
 *     }
 *
 *     Optional<String> pull(String reference) {
 *         try {
 *             return Optional.of(containerd.criImages().pull(reference, Duration.ofMinutes(5)));
 *         } catch (ContainerdException e) {
 *             if (e.code() == Status.Code.NOT_FOUND) {
 *                 return Optional.empty();
 *             }
 *             throw e;
 *         }
 *     }
 *
 *     Digest store(String namespace, byte[] bytes) throws IOException {
 *         Digest digest = Digest.of(bytes);
 *         try (Lease lease = containerd.namespace(namespace).leases().create(Duration.ofHours(1), Map.of())) {
 *             lease.content().write(new BlobUpload("upload-" + digest.hex(), digest, bytes.length,
 *                     Map.of("containerd.io/gc.root", "true"),
 *                     (position, target) -> target.put(bytes, (int) position, target.remaining())));
 *         }
 *         return digest;
 *     }
 * }
 * }</pre>
 * <p>
 * All types of this package are stable: a minor release may add methods to the interfaces, which are meant to be mocked but not
 * to be implemented by applications, and changes nothing else. A {@link io.quarkiverse.containerd.client.ContainerdException}
 * has the code of gRPC itself, {@link io.grpc.Status.Code}; no other type of gRPC, and no generated class, is part of this API.
 */
package io.quarkiverse.containerd.client;
