package io.quarkiverse.containerd.deployment;

import java.util.List;
import java.util.Locale;

import io.quarkiverse.containerd.runtime.devui.DaemonJsonRpcService;
import io.quarkiverse.containerd.runtime.devui.ImagesJsonRpcService;
import io.quarkiverse.containerd.runtime.devui.LogJsonRpcService;
import io.quarkiverse.containerd.runtime.devui.PodsJsonRpcService;
import io.quarkus.arc.deployment.AdditionalBeanBuildItem;
import io.quarkus.deployment.IsLocalDevelopment;
import io.quarkus.deployment.annotations.BuildProducer;
import io.quarkus.deployment.annotations.BuildStep;
import io.quarkus.devui.spi.JsonRPCProvidersBuildItem;
import io.quarkus.devui.spi.page.CardPageBuildItem;
import io.quarkus.devui.spi.page.FooterPageBuildItem;
import io.quarkus.devui.spi.page.Page;
import io.quarkus.devui.spi.page.PageBuilder;

/** The pages of the Dev UI, and the services that they ask; in dev mode only. */
class DevUiProcessor {

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    CardPageBuildItem card() {
        CardPageBuildItem card = new CardPageBuildItem();
        card.setCustomCard("qwc-containerd-card.js");
        card.addPage(page("Supervision", "sitemap"));
        card.addPage(page("Logs", "file-lines"));
        card.addPage(page("Images", "box-archive"));
        card.addPage(page("Configuration", "file-code"));
        card.addPage(page("Pods", "cubes"));
        return card;
    }

    private static PageBuilder<?> page(String title, String icon) {
        return Page.webComponentPageBuilder().title(title).icon("font-awesome-solid:" + icon)
                .componentLink("qwc-containerd-" + title.toLowerCase(Locale.ROOT) + ".js");
    }

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    FooterPageBuildItem footer() {
        return new FooterPageBuildItem(Page.webComponentPageBuilder().title("containerd")
                .icon("font-awesome-regular:file-lines").componentLink("qwc-containerd-footer-log.js"));
    }

    @BuildStep(onlyIf = IsLocalDevelopment.class)
    AdditionalBeanBuildItem streams() {
        return AdditionalBeanBuildItem.unremovableOf("io.quarkiverse.containerd.runtime.devui.LiveStreams");
    }

    /** Makes beans of the services in dev mode; Quarkus asks for them in every mode, for their annotations. */
    @BuildStep
    void services(BuildProducer<JsonRPCProvidersBuildItem> services) {
        // by who makes the item, Quarkus knows the extension: a lambda would belong to none
        for (Class<?> service : List.of(DaemonJsonRpcService.class, LogJsonRpcService.class, ImagesJsonRpcService.class,
                PodsJsonRpcService.class)) {
            services.produce(new JsonRPCProvidersBuildItem(service));
        }
    }
}
