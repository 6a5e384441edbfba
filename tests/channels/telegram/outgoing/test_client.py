"""The transport, against the strict server and against servers that break every rule."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError, TimedOut

from bot.channels.telegram.outgoing.client import MAX_BYTES, AiohttpRequest, Client, environment_proxy
from tests.botapi.server import TOKEN, BotApiServer, Fault
from tests.channels.telegram.wire import Answer, Connection, wire
from tests.ports import free_port

ANNA = 184_220_917
ME = b'{"ok": true, "result": {"id": 7421953680, "is_bot": true, "first_name": "Bot", "username": "a_bot"}}'
SECRET = b"vad som stod i svaret"


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(2, read_timeout=5) as opened:
        yield opened


@pytest.fixture
async def bot(server: BotApiServer, request_: AiohttpRequest) -> AsyncIterator[Bot]:
    server.add_chat(ANNA)
    polling = AiohttpRequest(1, read_timeout=5)
    async with Bot(server.token, f"{server.url}/bot", request=request_, get_updates_request=polling) as signed_in:
        yield signed_in


def always(body: bytes, status: str = "200 OK", headers: str = "") -> Answer:
    """Return the behaviour of a server that sends the same response to every request."""

    async def answer(connection: Connection) -> None:
        while True:
            await connection.read()
            await connection.respond(body, status, headers)

    return answer


async def test_calls_carry_json_of_every_kind(bot: Bot, server: BotApiServer) -> None:
    sent = await bot.send_message(ANNA, "Hej å 😀", disable_notification=True)
    assert [seen.text for seen in server.messages(ANNA)] == ["Hej å 😀"]
    assert sent.message_id == server.messages(ANNA)[0].message_id
    (call,) = server.calls_of("sendMessage")
    assert (call.params["chat_id"], call.params["disable_notification"]) == (ANNA, True)


async def test_calls_share_kept_connections(request_: AiohttpRequest) -> None:
    async with wire(always(ME)) as server:
        for _ in range(3):
            assert await request_.do_request(server.url, "POST") == (200, ME)
        assert len(server.connections) == 1


async def test_a_connection_that_was_closed_meanwhile_is_not_used_again(request_: AiohttpRequest) -> None:
    async def answer(connection: Connection) -> None:
        await connection.read()
        await connection.respond(ME)

    async with wire(answer) as server:
        for _ in range(3):
            assert (await request_.do_request(server.url, "POST"))[0] == 200
            await asyncio.sleep(0.01)  # in which the end of the connection arrives
        assert len(server.connections) == 3


async def breaks_when_kept(connection: Connection) -> None:
    """Answer one request, and drop the connection during the second."""
    await connection.read()
    await connection.respond(ME)
    await connection.read()


async def test_a_download_is_repeated_if_a_kept_connection_breaks(request_: AiohttpRequest) -> None:
    async with wire(breaks_when_kept) as server:
        await request_.do_request(server.url, "GET")
        assert await request_.do_request(server.url, "GET") == (200, ME)
        assert [len(connection.requests) for connection in server.connections] == [2, 1]


async def test_a_call_is_not_repeated_because_it_may_have_been_handled(request_: AiohttpRequest) -> None:
    async with wire(breaks_when_kept) as server:
        await request_.do_request(server.url, "POST")
        with pytest.raises(NetworkError):
            await request_.do_request(server.url, "POST")
        assert [len(connection.requests) for connection in server.connections] == [2]


async def test_an_unreachable_server_is_a_network_error_without_the_token() -> None:
    client = Client(TOKEN, f"http://127.0.0.1:{free_port()}")
    with pytest.raises(NetworkError) as caught:
        await client.sign_in()
    await client.close()
    assert TOKEN not in str(caught.value)


async def test_a_response_that_breaks_off_is_a_network_error(request_: AiohttpRequest) -> None:
    async def answer(connection: Connection) -> None:
        await connection.read()
        await connection.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n" + ME)

    async with wire(answer) as server:
        with pytest.raises(NetworkError):
            await request_.do_request(server.url, "POST")


@pytest.mark.parametrize("garbage", [b"\x00\xff\r\n\r\n", b"SMTP ready\r\n", b"HTTP/1.1 200 OK\r\nno header\r\n\r\n"])
async def test_a_response_that_is_not_http_is_a_network_error(request_: AiohttpRequest, garbage: bytes) -> None:
    async def answer(connection: Connection) -> None:
        await connection.read()
        await connection.write(garbage)

    async with wire(answer) as server:
        with pytest.raises(NetworkError):
            await request_.do_request(server.url, "POST")


async def silent(connection: Connection) -> None:
    """Read requests, and never answer."""
    while True:
        await connection.read()


async def test_a_server_that_never_answers_is_timed_out(request_: AiohttpRequest) -> None:
    async with wire(silent) as server:
        with pytest.raises(TimedOut):
            await request_.do_request(server.url, "POST", read_timeout=0.05)


async def test_the_timeout_of_the_pool_is_that_of_the_call() -> None:
    request = AiohttpRequest(1, read_timeout=0.05)
    async with request, wire(silent) as server:
        assert request.read_timeout == 0.05
        with pytest.raises(TimedOut):
            await request.do_request(server.url, "POST")


async def test_a_call_waits_no_longer_for_a_connection_than_it_may(request_: AiohttpRequest) -> None:
    arrived: asyncio.Queue[None] = asyncio.Queue()

    async def answer(connection: Connection) -> None:
        await connection.read()
        arrived.put_nowait(None)
        await connection.read()

    async with wire(answer) as server:
        busy = [asyncio.create_task(request_.do_request(server.url, "POST")) for _ in range(2)]
        for _ in busy:
            await arrived.get()
        with pytest.raises(TimedOut):
            await request_.do_request(server.url, "POST", pool_timeout=0.05, connect_timeout=0.01)
        for task in busy:
            task.cancel()
        await asyncio.wait(busy)
        assert len(server.connections) == 2


async def trickles(connection: Connection) -> None:
    """Answer one byte at a time."""
    await connection.read()
    await connection.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(ME)}\r\n\r\n".encode())
    for byte in ME:
        await connection.write(bytes([byte]))
        await asyncio.sleep(0.005)


async def test_a_call_has_its_timeouts_in_all_and_a_download_goes_on_while_data_comes(
    request_: AiohttpRequest,
) -> None:
    async with wire(trickles) as server:
        with pytest.raises(TimedOut):
            await request_.do_request(
                server.url, "POST", read_timeout=0.1, write_timeout=0.05, connect_timeout=0.05, pool_timeout=0.05
            )
        assert await request_.do_request(server.url, "GET", read_timeout=2, write_timeout=0.01, pool_timeout=0.1) == (
            200,
            ME,
        )


async def test_a_response_is_bounded(request_: AiohttpRequest) -> None:
    async def answer(connection: Connection) -> None:
        await connection.read()
        await connection.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")
        while True:
            await connection.write(bytes(MAX_BYTES // 16))

    async with wire(answer) as server:
        with pytest.raises(NetworkError, match=str(MAX_BYTES)):
            await request_.do_request(server.url, "GET")


async def test_a_redirect_is_not_followed(request_: AiohttpRequest) -> None:
    async with wire(always(b"", "302 Found", "Location: /elsewhere\r\n")) as server:
        assert (await request_.do_request(server.url, "POST"))[0] == 302
        assert len(server.connections[0].requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        ("502 Bad Gateway", b"<html>" + SECRET, NetworkError),
        ("200 OK", b"<html>" + SECRET, TelegramError),
        ("200 OK", b'{"ok": true, "result": ' + SECRET, TelegramError),
        ("200 OK", b'["' + SECRET + b'"]', TelegramError),
        ("200 OK", b'{"result": "' + SECRET + b'"}', TelegramError),
        ("200 OK", b"[" * 100_000 + SECRET, TelegramError),
        ("401 Unauthorized", b"<html>" + SECRET, InvalidToken),
        ("404 Not Found", b"<html>" + SECRET, InvalidToken),
    ],
)
async def test_a_response_of_no_bot_api_server_is_no_contact_and_not_logged(
    request_: AiohttpRequest, caplog: pytest.LogCaptureFixture, status: str, body: bytes, error: type[Exception]
) -> None:
    caplog.set_level(logging.INFO)
    async with wire(always(body, status)) as server:
        with pytest.raises(error):
            await request_.post(server.url)
    assert request_.last_contact is None
    assert SECRET.decode() not in caplog.text


async def test_a_success_without_a_result_is_a_telegram_error() -> None:
    async def answer(connection: Connection) -> None:
        await connection.read()
        await connection.respond(ME)
        await connection.read()
        await connection.respond(b'{"ok": true}')

    async with wire(answer) as server, Client(TOKEN, server.url) as client:
        with pytest.raises(TelegramError):
            await client.call("sendMessage", {"chat_id": ANNA, "text": "hej"})


async def test_text_that_is_not_utf_8_is_read_as_far_as_possible(request_: AiohttpRequest) -> None:
    async with wire(always(b'{"ok": true, "result": "h\xe5j"}')) as server:
        assert str(await request_.post(server.url)) == "h\N{REPLACEMENT CHARACTER}j"


async def test_a_refusal_counts_as_contact_and_a_lost_connection_does_not(
    bot: Bot, request_: AiohttpRequest, server: BotApiServer
) -> None:
    signed_in = request_.last_contact
    assert signed_in is not None
    server.fail("sendMessage", Fault.drop())
    with pytest.raises(NetworkError):
        await bot.send_message(ANNA, "hej")
    assert request_.last_contact == signed_in
    server.fail("sendMessage", Fault.bad_request("chat not found"))
    with pytest.raises(BadRequest):
        await bot.send_message(ANNA, "hej")
    assert request_.last_contact > signed_in


async def test_nothing_is_sent_before_the_start_and_after_the_end() -> None:
    request = AiohttpRequest(1, read_timeout=5)
    await request.shutdown()
    for _ in range(2):
        with pytest.raises(RuntimeError, match="initialize"):
            await request.do_request("http://127.0.0.1:9", "POST")
        await request.initialize()
        await request.initialize()
        await request.shutdown()


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://proxy:1"}, "http://proxy:1"),
        ({"https_proxy": "http://proxy:1"}, "http://proxy:1"),
        ({"HTTP_PROXY": "http://proxy:1"}, None),
        ({"ALL_PROXY": "http://proxy:2"}, "http://proxy:2"),
        ({"HTTPS_PROXY": "http://proxy:1", "ALL_PROXY": "http://proxy:2"}, "http://proxy:1"),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "telegram.org"}, None),
        ({"HTTPS_PROXY": "http://proxy:1", "NO_PROXY": "localhost"}, "http://proxy:1"),
    ],
)
def test_the_environment_names_the_proxy(
    monkeypatch: pytest.MonkeyPatch, environment: dict[str, str], proxy: str | None
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert environment_proxy("https://api.telegram.org") == proxy


async def test_calls_go_by_the_proxy_of_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    async with wire(always(ME)) as proxy:
        monkeypatch.setenv("http_proxy", proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        async with Client(TOKEN, "http://api.example"):
            (request,) = proxy.connections[0].requests
    assert request.startswith(f"POST http://api.example/bot{TOKEN}/getMe ".encode())
