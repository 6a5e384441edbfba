"""The server posts updates to a webhook as Telegram does: in order, until acknowledged, with calls in responses."""

from __future__ import annotations

import asyncio
import json
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest
from aiohttp import web

from tests.botapi.load import ask_all, seconds_taken
from tests.botapi.raw import call
from tests.botapi.server import BotApiServer, Fault
from tests.endpoint import serving_updates

ANNA, BO = 184_220_917, 5_208_117_777
SECRET = "geheim-42"  # noqa: S105 - guards nothing
Answer = Callable[[dict[str, Any]], Awaitable[web.Response]]


async def acknowledge(_update: dict[str, Any]) -> web.Response:
    return web.Response()


class Hook:
    """A webhook: the updates that were posted to it, and how it responds."""

    def __init__(self) -> None:
        self.answer: Answer = acknowledge
        self.updates: list[dict[str, Any]] = []
        self.requests: list[web.Request] = []
        self.url = ""

    @property
    def texts(self) -> list[str]:
        """Return the texts of the posted messages in order."""
        return [update["message"]["text"] for update in self.updates]

    async def serve(self, request: web.Request) -> web.Response:
        """Record an update and respond to it."""
        update = await request.json()
        self.requests.append(request)
        self.updates.append(update)
        return await self.answer(update)

    def answer_with(self, *responses: web.Response) -> None:
        """Give these responses one after the other, and acknowledge all later updates."""
        left = list(responses)

        async def answer(_update: dict[str, Any]) -> web.Response:
            return left.pop(0) if left else web.Response()

        self.answer = answer

    def hold(self) -> asyncio.Event:
        """Respond to nothing until the returned event is set."""
        free = asyncio.Event()

        async def answer(_update: dict[str, Any]) -> web.Response:
            await free.wait()
            return web.Response()

        self.answer = answer
        return free


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    hook = Hook()
    async with serving_updates(hook.serve) as address:
        hook.url = f"http://{address}/updates"
        yield hook


@pytest.fixture(autouse=True)
def impatient(server: BotApiServer) -> None:
    server.pace.first_wait = 0.01
    server.pace.set_webhook_seconds = 0


async def set_webhook(server: BotApiServer, hook: Hook, **params: object) -> None:
    assert (await call(server, "setWebhook", url=hook.url, **params))[0] == 200


async def all_acknowledged(server: BotApiServer) -> None:
    await server.wait_until(lambda: not server.pending_updates())


def statuses(server: BotApiServer) -> list[list[int | None]]:
    return [[delivery.status for delivery in each] for each in server.deliveries.values()]


async def test_pending_and_new_updates_are_posted_with_the_secret(server: BotApiServer, hook: Hook) -> None:
    server.send_text(ANNA, "ett å")
    await set_webhook(server, hook, secret_token=SECRET)
    await all_acknowledged(server)
    server.send_text(ANNA, "två")
    await all_acknowledged(server)
    assert hook.texts == ["ett å", "två"]
    assert [update["update_id"] for update in hook.updates] == list(server.deliveries)
    for request in hook.requests:
        assert request.headers["X-Telegram-Bot-Api-Secret-Token"] == SECRET
        assert request.content_type == "application/json"
    assert statuses(server) == [[200], [200]]
    assert server.confirmed_up_to == 0


async def test_without_a_secret_there_is_no_header(server: BotApiServer, hook: Hook) -> None:
    await set_webhook(server, hook)
    server.send_text(ANNA, "hej")
    await all_acknowledged(server)
    assert "X-Telegram-Bot-Api-Secret-Token" not in hook.requests[0].headers


async def test_updates_of_a_chat_are_in_order_and_do_not_delay_other_chats(server: BotApiServer, hook: Hook) -> None:
    free = hook.hold()
    await set_webhook(server, hook)
    first = server.send_text(ANNA, "ett")
    server.send_text(ANNA, "två")
    server.edit_text(ANNA, first, "ett!")
    server.send_text(BO, "hej")
    await server.wait_until(lambda: len(hook.updates) == 2)
    assert hook.texts == ["ett", "hej"]
    free.set()
    await all_acknowledged(server)
    assert [next(iter(update.keys() - {"update_id"})) for update in hook.updates[2:]] == ["message", "edited_message"]


async def test_presses_and_inline_queries_have_a_queue_for_each_person(server: BotApiServer, hook: Hook) -> None:
    server.supports_inline_queries = True
    server.add_chat(ANNA)
    markup = {"inline_keyboard": [[{"text": "Visa", "callback_data": "show"}]]}
    _, sent = await call(server, "sendMessage", chat_id=ANNA, text="hej", reply_markup=markup)
    free = hook.hold()
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    for _ in range(2):
        server.press(ANNA, sent["result"]["message_id"], "Visa")
        server.inline(ANNA, "moderkort")
    server.inline(BO, "moderkort")
    await server.wait_until(lambda: len(hook.updates) == 4)
    kinds = [next(iter(update.keys() - {"update_id"})) for update in hook.updates]
    assert sorted(kinds) == ["callback_query", "inline_query", "inline_query", "message"]
    free.set()
    await all_acknowledged(server)
    assert len(hook.updates) == 6


async def test_max_connections_is_respected(server: BotApiServer, hook: Hook) -> None:
    free = hook.hold()
    await set_webhook(server, hook, max_connections=3)
    for person in range(1, 9):
        server.send_text(person, "hej")
    await server.wait_until(lambda: len(hook.updates) == 3)
    assert sum(bool(each) for each in server.deliveries.values()) == 3
    free.set()
    await all_acknowledged(server)
    assert len(hook.updates) == 8


async def test_an_update_is_repeated_until_a_2xx_before_the_next_of_the_chat(server: BotApiServer, hook: Hook) -> None:
    redirect = web.Response(status=302, headers={"Location": hook.url})
    hook.answer_with(web.Response(status=500), redirect, web.Response(status=401), web.Response(status=204))
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    server.send_text(ANNA, "två")
    await all_acknowledged(server)
    assert hook.texts == ["ett"] * 4 + ["två"]
    assert statuses(server) == [[500, 302, 401, 204], [200]]
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert info["last_error_message"] == "Wrong response from the webhook: 401 Unauthorized"
    assert info["last_error_date"]


async def test_a_retry_after_header_is_respected(server: BotApiServer, hook: Hook) -> None:
    hook.answer_with(web.Response(status=503, headers={"Retry-After": "1"}))
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await all_acknowledged(server)
    ((first, second),) = server.deliveries.values()
    assert second.sent_at - first.ended_at >= 1


async def test_a_timeout_and_a_closed_connection_are_repeated(server: BotApiServer, hook: Hook) -> None:
    hook.hold()
    server.pace.answer_seconds = 0.05
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await server.wait_until(lambda: len(hook.updates) == 2)
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert info["last_error_message"] == "Read timeout expired"
    server.pace.answer_seconds = 5
    hook.answer = acknowledge
    await all_acknowledged(server)

    async def hang_up(_update: dict[str, Any]) -> web.Response:
        transport = hook.requests[-1].transport
        assert transport is not None
        transport.close()
        hook.answer = acknowledge
        return web.Response()

    hook.answer = hang_up
    server.send_text(ANNA, "två")
    await all_acknowledged(server)
    assert statuses(server)[1] == [0, 200]
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert info["last_error_message"] == "Webhook connection closed"


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", "https://bot.example/"])
async def test_an_unreachable_webhook_is_tried_again(server: BotApiServer, hook: Hook, url: str) -> None:
    assert (await call(server, "setWebhook", url=url))[0] == 200
    server.send_text(ANNA, "ett")
    await server.wait_until(lambda: statuses(server) and len(statuses(server)[0]) > 2)
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert (info["pending_update_count"], info["last_error_message"]) == (1, "Connection refused")
    await set_webhook(server, hook)
    await all_acknowledged(server)
    assert hook.texts == ["ett"]
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert (info["pending_update_count"], "last_error_message" in info, info["max_connections"]) == (0, False, 40)


def calling(method: str, **params: object) -> web.Response:
    return web.json_response({"method": method} | params)


async def test_a_call_in_the_response_is_carried_out(server: BotApiServer, hook: Hook) -> None:
    hook.answer_with(calling("sendMessage", chat_id=ANNA, text="<b>svar</b>", parse_mode="HTML"))
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await all_acknowledged(server)
    (sent,) = server.calls_of("sendMessage")
    assert (sent.in_response, sent.status, sent.params["text"]) == (True, 200, "<b>svar</b>")
    assert [seen.text for seen in server.messages(ANNA)] == ["svar"]
    assert not server.calls_of("setWebhook")[0].in_response


@pytest.mark.parametrize(
    ("response", "status", "reason"),
    [
        (calling("sendMessage", chat_id=ANNA, text="<p>svar", parse_mode="HTML"), 400, "can't parse entities"),
        (calling("sendMessage", chat_id=ANNA, text="svar", colour="red"), 400, 'no parameter "colour"'),
        (calling("sendMassage", chat_id=ANNA), 404, "method not found"),
        (calling("getMe"), 400, "ignores getMe"),
        (calling("deleteWebhook"), 400, "ignores deleteWebhook"),
    ],
)
async def test_a_call_in_the_response_is_checked_but_its_error_is_not_reported(
    server: BotApiServer, hook: Hook, response: web.Response, status: int, reason: str
) -> None:
    hook.answer_with(response)
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await all_acknowledged(server)
    made = server.calls[-1]
    assert (made.in_response, made.status) == (True, status)
    assert reason in made.description
    assert server.messages(ANNA) == []
    assert statuses(server) == [[200]]
    assert server.webhook


async def test_faults_meet_calls_in_responses(server: BotApiServer, hook: Hook) -> None:
    async def echo(update: dict[str, Any]) -> web.Response:
        return calling("sendMessage", chat_id=ANNA, text=update["message"]["text"])

    hook.answer = echo
    for fault in (Fault.forbidden(), Fault.drop(), Fault.drop(after_handling=True), Fault.slow(0.5)):
        server.fail("sendMessage", fault)
    await set_webhook(server, hook)
    for text in ("ett", "två", "tre", "fyra", "fem"):
        server.send_text(ANNA, text)
    await server.wait_for_messages(ANNA, 3)
    assert [each.status for each in server.calls_of("sendMessage")] == [403, 0, 0, 200, 200]
    # A slow call delays neither the acknowledgement nor the next update.
    assert [seen.text for seen in server.messages(ANNA)] == ["tre", "fem", "fyra"]
    assert statuses(server) == [[200]] * 5


@pytest.mark.parametrize(
    "response",
    [
        web.Response(text=json.dumps({"method": "sendMessage", "chat_id": ANNA, "text": "svar"})),
        web.Response(body=b"{", content_type="application/json"),
        web.json_response(["sendMessage"]),
        web.json_response({"chat_id": ANNA, "text": "svar"}),
        web.Response(status=500, text="{}", content_type="application/json"),
    ],
    ids=["text/plain", "broken JSON", "a list", "no method", "no 2xx"],
)
async def test_other_response_bodies_contain_no_call(server: BotApiServer, hook: Hook, response: web.Response) -> None:
    hook.answer_with(response)
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await all_acknowledged(server)
    assert server.calls_of("sendMessage") == []


async def test_a_lost_response_has_no_effect_and_the_update_is_sent_again(server: BotApiServer, hook: Hook) -> None:
    async def echo(update: dict[str, Any]) -> web.Response:
        return calling("sendMessage", chat_id=ANNA, text=update["message"]["text"])

    hook.answer = echo
    server.lose_responses()
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    server.send_text(ANNA, "två")
    await all_acknowledged(server)
    assert hook.texts == ["ett", "ett", "två"]
    assert statuses(server) == [[0, 200], [200]]
    assert [seen.text for seen in server.messages(ANNA)] == ["ett", "två"]


async def test_an_acknowledged_update_can_be_sent_again(server: BotApiServer, hook: Hook) -> None:
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await all_acknowledged(server)
    update_id = server.newest_update_id
    server.redeliver(update_id)
    assert [update["update_id"] for update in server.pending_updates()] == [update_id]
    await all_acknowledged(server)
    assert statuses(server) == [[200, 200]]
    assert hook.updates[0] == hook.updates[1]


async def test_an_update_can_be_sent_again_while_it_is_handled(server: BotApiServer, hook: Hook) -> None:
    free = hook.hold()
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    server.send_text(ANNA, "två")
    await server.wait_until(lambda: hook.updates)
    server.redeliver(hook.updates[0]["update_id"])
    await server.wait_until(lambda: len(hook.updates) == 2)
    free.set()
    await all_acknowledged(server)
    assert hook.texts == ["ett", "ett", "två"]
    assert statuses(server) == [[0, 200], [200]]


async def test_only_allowed_updates_are_posted(server: BotApiServer, hook: Hook) -> None:
    await set_webhook(server, hook, allowed_updates=["edited_message"])
    server.edit_text(ANNA, server.send_text(ANNA, "ett"), "två")
    await all_acknowledged(server)
    assert ["edited_message" in update for update in hook.updates] == [True]
    info = (await call(server, "getWebhookInfo"))[1]["result"]
    assert info["allowed_updates"] == ["edited_message"]


@pytest.mark.parametrize(("method", "params"), [("deleteWebhook", {}), ("setWebhook", {"url": ""})])
async def test_a_deleted_webhook_gets_no_more_updates(
    server: BotApiServer, hook: Hook, method: str, params: dict[str, Any]
) -> None:
    hook.hold()
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    server.send_text(ANNA, "två")
    await server.wait_until(lambda: hook.updates)
    assert (await call(server, "getUpdates"))[0] == 409
    assert (await call(server, method, **params))[0] == 200
    assert (await call(server, "getWebhookInfo"))[1]["result"]["url"] == ""
    polled = (await call(server, "getUpdates"))[1]["result"]
    assert [update["message"]["text"] for update in polled] == ["ett", "två"]
    assert hook.texts == ["ett"]
    await call(server, "deleteWebhook", drop_pending_updates=True)
    assert server.pending_updates() == []


async def test_setting_the_same_webhook_again_only_drops_pending_updates(server: BotApiServer, hook: Hook) -> None:
    free = hook.hold()
    await set_webhook(server, hook)
    server.send_text(ANNA, "ett")
    await server.wait_until(lambda: hook.updates)
    await set_webhook(server, hook)
    assert statuses(server) == [[None]]
    server.send_text(ANNA, "två")
    await set_webhook(server, hook, drop_pending_updates=True)
    free.set()
    server.send_text(ANNA, "tre")
    await all_acknowledged(server)
    assert hook.texts == ["ett", "tre"]
    assert statuses(server) == [[0], [200]]


async def test_setwebhook_ends_a_poll_and_is_refused_twice_within_a_second(server: BotApiServer, hook: Hook) -> None:
    server.pace.set_webhook_seconds = 60
    poll = asyncio.create_task(call(server, "getUpdates", timeout=5))
    await server.wait_until(lambda: server.calls_of("getUpdates"))
    await set_webhook(server, hook)
    status, body = await poll
    assert (status, body["description"]) == (409, "Conflict: terminated by setWebhook request")
    status, body = await call(server, "setWebhook", url=hook.url)
    assert (status, body["parameters"]) == (429, {"retry_after": 1})
    assert (await call(server, "deleteWebhook"))[0] == 200


async def test_many_questions_at_a_steady_rate(server: BotApiServer, hook: Hook) -> None:
    await set_webhook(server, hook)
    asked = await ask_all(server, ((1 + number % 20, str(number)) for number in range(400)), per_second=2_000)
    await all_acknowledged(server)
    for person in range(1, 21):
        texts = [text for update, text in zip(hook.updates, hook.texts, strict=True) if _sender(update) == person]
        assert texts == [str(number) for number in range(person - 1, 400, 20)]
    taken = seconds_taken(server, asked)
    assert len(taken) == 400
    assert 0 < min(taken) <= max(taken) < math.inf
    hook.hold()
    assert seconds_taken(server, await ask_all(server, [(ANNA, "en till")], per_second=1)) == [math.inf]


def _sender(update: dict[str, Any]) -> int:
    return int(update["message"]["from"]["id"])
