"""All methods that the server models, and those about the bot itself: updates, commands and profile."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from typing import Any

from tests.botapi.delivery.update_queue import UpdateQueue
from tests.botapi.methods.checks import check_commands, check_language, check_profile, check_scope
from tests.botapi.methods.messages import Messages
from tests.botapi.methods.queries import Queries
from tests.botapi.methods.webhooks import Webhooks
from tests.botapi.refusal import Refusal
from tests.botapi.world import World

Params = dict[str, Any]
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class Methods:
    """Dispatches calls whose parameters match the schema to the handler of their method."""

    def __init__(self, world: World, updates: UpdateQueue, webhooks: Webhooks) -> None:
        self.commands: dict[tuple[str, str], list[Params]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self._world = world
        self._updates = updates
        self._webhooks = webhooks
        self._handlers: dict[str, Callable[[Params], Any]] = {
            "deleteMyCommands": self._delete_my_commands,
            "getMe": self._get_me,
            "getMyCommands": self._get_my_commands,
            "getUpdates": self._get_updates,
            "setMyCommands": self._set_my_commands,
        }
        self._handlers |= Messages(world).handlers | Queries(world, updates).handlers | webhooks.handlers
        for field, suffix in (
            ("name", "Name"),
            ("description", "Description"),
            ("short_description", "ShortDescription"),
        ):
            self._handlers[f"setMy{suffix}"] = self._profile_setter(field)
            self._handlers[f"getMy{suffix}"] = self._profile_getter(field)

    def models(self, method: str) -> bool:
        """Return whether the server models a method."""
        return method in self._handlers

    async def call(self, method: str, params: Params) -> Any:  # noqa: ANN401 - the Bot API's result, any JSON
        """Carry out a call and return its result."""
        result = self._handlers[method](params)
        return await result if isinstance(result, Awaitable) else result

    def _get_me(self, _params: Params) -> Params:
        abilities = {
            "can_join_groups": True,
            "can_read_all_group_messages": self._world.can_read_all_group_messages,
            "supports_guest_queries": self._world.supports_guest_queries,
            "supports_inline_queries": self._world.supports_inline_queries,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }
        return self._world.bot | abilities

    async def _get_updates(self, params: Params) -> list[Params]:
        if self._webhooks.webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        return await self._updates.take(params)

    def _set_my_commands(self, params: Params) -> bool:
        check_commands(params["commands"])
        self.commands[_menu(params)] = params["commands"]
        return True

    def _get_my_commands(self, params: Params) -> list[Params]:
        return self.commands.get(_menu(params), [])

    def _delete_my_commands(self, params: Params) -> bool:
        self.commands.pop(_menu(params), None)
        return True

    def _profile_setter(self, field: str) -> Callable[[Params], bool]:
        def set_field(params: Params) -> bool:
            check_language(params.get("language_code", ""))
            check_profile(field, params.get(field, ""))
            self.profile[field, params.get("language_code", "")] = params.get(field, "")
            return True

        return set_field

    def _profile_getter(self, field: str) -> Callable[[Params], Params]:
        def get_field(params: Params) -> Params:
            check_language(params.get("language_code", ""))
            default = self.profile.get((field, ""), "")
            # Telegram falls back to the value for all languages.
            return {field: self.profile.get((field, params.get("language_code", "")), "") or default}

        return get_field


def _menu(params: Params) -> tuple[str, str]:
    scope = params.get("scope", {"type": "default"})
    check_scope(scope)
    language = params.get("language_code", "")
    check_language(language)
    name = scope["type"] if len(scope) == 1 else json.dumps(scope, sort_keys=True)
    return name, language
