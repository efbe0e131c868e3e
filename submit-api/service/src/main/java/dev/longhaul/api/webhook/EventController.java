package dev.longhaul.api.webhook;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.longhaul.api.error.ApiException;
import dev.longhaul.api.http.ApiController;
import dev.longhaul.api.http.CursorPage;
import dev.longhaul.api.http.PageRequest;
import dev.longhaul.api.key.Caller;
import dev.longhaul.contract.error.ErrorCode;
import dev.longhaul.store.webhook.WebhookEvent;
import dev.longhaul.store.webhook.WebhookEvents;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.springframework.web.bind.annotation.GetMapping;

/** {@code /events}: what webhooks tell, in order, for those who cannot receive any. */
@ApiController
public final class EventController {

    private final WebhookEvents events;

    public EventController(WebhookEvents events) {
        this.events = events;
    }

    @GetMapping("/events")
    CursorPage<EventView> list(HttpServletRequest request, Caller caller) {
        PageRequest page = PageRequest.of(request);
        List<WebhookEvent> found = events.list(caller.tenant(), page.after(), page.look())
                .orElseThrow(() -> ApiException.of(ErrorCode.INVALID_CURSOR,
                        "'after' is no event of yours that is still kept: begin again without it.", "after"));
        return page.page(found, EventView::of, WebhookEvent::id);
    }

    /**
     * An event in OpenAI's form.
     *
     * @param createdAt
     *            seconds since 1970
     */
    record EventView(String id, String object, @JsonProperty("created_at") long createdAt, String type,
            Map<String, Object> data) {

        static EventView of(WebhookEvent event) {
            return new EventView(event.id(), "event", event.at().getEpochSecond(), event.type().wire(), event.data());
        }
    }
}
