"""The methods that set, delete and describe the webhook."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from tests.botapi.delivery.update_queue import UpdateQueue
from tests.botapi.delivery.webhook_sender import DEFAULT_CONNECTIONS, Pace, WebhookSender
from tests.botapi.methods.checks import check_webhook
from tests.botapi.refusal import Refusal

Params = dict[str, Any]
# Parameters that change without replacing the webhook.
TRANSIENT = frozenset({"allowed_updates", "drop_pending_updates"})


class Webhooks:
    """Handlers of the webhook methods; `webhook` has the parameters of the last setWebhook, empty if none is set."""

    def __init__(self, updates: UpdateQueue, sender: WebhookSender, pace: Pace) -> None:
        self.webhook: Params = {}
        self._updates, self._sender, self._pace = updates, sender, pace
        self._set_again_at = 0.0
        self.handlers: dict[str, Callable[[Params], Any]] = {
            "deleteWebhook": self._delete_webhook,
            "getWebhookInfo": self._get_webhook_info,
            "setWebhook": self._set_webhook,
        }

    async def _set_webhook(self, params: Params) -> bool:
        check_webhook(params)
        if params["url"]:
            self._check_interval()
        self._updates.allowed = params.get("allowed_updates", self._updates.allowed)
        if params.get("drop_pending_updates"):
            self._updates.drop_pending()
        elif _lasting(params) == _lasting(self.webhook) and "certificate" not in params:
            return True  # "Webhook is already set"; deliveries continue
        await self._sender.stop()
        self.webhook = params if params["url"] else {}
        if self.webhook:
            self._updates.interrupt()
            connections = params.get("max_connections", DEFAULT_CONNECTIONS)
            self._sender.start(params["url"], params.get("secret_token", ""), connections)
        return True

    def _check_interval(self) -> None:
        """Refuse a second setWebhook within a second, as Telegram does (telegram-bot-api: Client.cpp)."""
        clock = asyncio.get_running_loop().time()
        if clock < self._set_again_at:
            raise Refusal(429, "Too Many Requests: retry after 1", {"retry_after": 1})
        self._set_again_at = clock + self._pace.set_webhook_seconds

    async def _delete_webhook(self, params: Params) -> bool:
        return await self._set_webhook({"url": ""} | params)

    def _get_webhook_info(self, _params: Params) -> Params:
        info: Params = {
            "url": self.webhook.get("url", ""),
            "has_custom_certificate": "certificate" in self.webhook,
            "pending_update_count": len(self._updates.pending),
        }
        if self._updates.allowed:
            info["allowed_updates"] = self._updates.allowed
        if not self.webhook:
            return info
        if self._sender.last_error:
            info["last_error_date"], info["last_error_message"] = self._sender.last_error
        info["max_connections"] = self.webhook.get("max_connections", DEFAULT_CONNECTIONS)
        return info | {"ip_address": self.webhook.get("ip_address", "<unknown>")}


def _lasting(params: Params) -> Params:
    return {name: value for name, value in params.items() if name not in TRANSIENT and value != ""}
