"""Bots to compare with: `python -m support.peers NAME PORT API_URL` in `benchmarks/`.

The echo bots are those of the libraries' documentation. Unlike the examples there, they log only warnings, which makes
them faster.
"""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Callable
from typing import Any, cast

from support.api_server import TOKEN
from support.load import PATH, SECRET

CHAT = re.compile(rb'"chat": {"id": (\d+)')  # as in the requests of the load
MAX_TEXT_LENGTH = 4096  # characters of a message
DECLINED = "Det kan jag inte svara på."


def python_telegram_bot(port: int, api_url: str) -> None:
    """Run python-telegram-bot's examples/echobot.py with Application.run_webhook in place of run_polling."""
    _run_application(port, api_url, lambda text: text)


def python_telegram_bot_with_wratio(port: int, api_url: str) -> None:
    """Run the same Application, answering with the section whose phrasing is most similar by rapidfuzz's WRatio."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415

    from bot.corpus import load  # noqa: PLC0415

    corpus = load()
    answers: list[str] = []
    phrasings: list[str] = []
    for section in corpus.sections.values():
        phrasings += section.phrasings
        answers += [f"{section.title}\n\n{section.body}"[:MAX_TEXT_LENGTH]] * len(section.phrasings)
    for texts in corpus.topics.values():
        phrasings += texts
        answers += [DECLINED] * len(texts)

    def answer(text: str) -> str:
        return answers[process.extractOne(text, phrasings, scorer=fuzz.WRatio)[2]]

    _run_application(port, api_url, answer)


def _run_application(port: int, api_url: str, answer: Callable[[str], str]) -> None:
    """Run python-telegram-bot's Application with a handler that replies to every text."""
    from telegram import Update  # noqa: PLC0415 - each peer loads its own library
    from telegram.ext import Application, ContextTypes, MessageHandler, filters  # noqa: PLC0415

    async def reply(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message:
            await update.message.reply_text(answer(update.message.text or ""))

    application = Application.builder().token(TOKEN).base_url(f"{api_url}/bot").build()
    application.add_handler(MessageHandler(filters.TEXT & ~filters.COMMAND, reply))
    application.run_webhook("127.0.0.1", port, PATH, webhook_url=f"http://127.0.0.1:{port}{PATH}", secret_token=SECRET)


def aiogram(port: int, api_url: str) -> None:
    """Run the echo of aiogram's page on webhooks, on aiohttp; it returns the answer, so it is in the response."""
    from aiogram import Bot, Dispatcher  # noqa: PLC0415
    from aiogram.client.session.aiohttp import AiohttpSession  # noqa: PLC0415
    from aiogram.client.telegram import TelegramAPIServer  # noqa: PLC0415
    from aiogram.types import Message  # noqa: PLC0415
    from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application  # noqa: PLC0415
    from aiohttp import web  # noqa: PLC0415

    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: Message) -> Any:  # noqa: ANN401 - a Bot API call
        return message.answer(message.text or "")

    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(api_url)))
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token=SECRET)
    handler.register(app, path=PATH)
    setup_application(app, dispatcher, bot=bot)
    web.run_app(app, host="127.0.0.1", port=port, print=None)


def starlette(port: int, _api_url: str) -> None:
    """Run Starlette on uvicorn with the same answer to every user: the upper bound for bots on these libraries."""
    import uvicorn  # noqa: PLC0415
    from starlette.applications import Starlette  # noqa: PLC0415
    from starlette.requests import Request  # noqa: PLC0415
    from starlette.responses import Response  # noqa: PLC0415
    from starlette.routing import Route  # noqa: PLC0415

    async def answer(request: Request) -> Response:
        return Response(_answer(await request.body()), media_type="application/json")

    app = Starlette(routes=[Route(PATH, answer, methods=["POST"])])
    uvicorn.run(app, host="127.0.0.1", port=port, loop="uvloop", http="httptools", access_log=False, log_level="error")


def nothing(port: int, _api_url: str) -> None:
    """Run a bare socket server with the same answer to every user: the upper bound of the load itself."""
    import uvloop  # noqa: PLC0415

    class Answering(asyncio.Protocol):
        transport: asyncio.Transport

        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            self.transport = cast("asyncio.Transport", transport)

        def data_received(self, data: bytes) -> None:  # one question, because they are short and come one by one
            answer = _answer(data)
            self.transport.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(answer), answer))

    async def serve() -> None:
        server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", port)
        await server.serve_forever()

    uvloop.run(serve())


def _answer(asked: bytes) -> bytes:
    chat = CHAT.search(asked)
    return b'{"method":"sendMessage","chat_id":%b,"text":"Hej"}' % (chat[1] if chat else b"0")


PEERS = {
    "python-telegram-bot": python_telegram_bot,
    "python-telegram-bot + WRatio": python_telegram_bot_with_wratio,
    "aiogram": aiogram,
    "starlette": starlette,
    "nothing": nothing,
}

if __name__ == "__main__":
    PEERS[sys.argv[1]](int(sys.argv[2]), sys.argv[3])
