"""Everything a channel needs to hold a conversation, in one frozen value."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.conversation.catalogs import Catalogs
from bot.conversation.commands import BY_NAME, parse_command
from bot.conversation.converse import converse
from bot.conversation.events import Event, Question
from bot.conversation.replies import ChatMemory, Turn
from bot.corpus import Corpus
from bot.understanding import Reader, Understanding, mask_product_keys


@dataclass(frozen=True, slots=True)
class Assistant:
    """The corpus with the reader built from it, and the catalogs of the bot's own words.

    `language` is the one the bot speaks where neither text nor person nor chat says otherwise.
    """

    corpus: Corpus = field(repr=False)
    reader: Reader = field(repr=False)
    catalogs: Catalogs = field(repr=False)
    language: str = "sv"

    def respond(self, event: Event, memory: ChatMemory) -> Turn:
        """Understand an event and answer it: the whole way of a question, without any channel.

        Product keys are masked here, first of all, so that nothing behind this line can say, keep or log one.
        """
        understanding = Understanding()
        if isinstance(event, Question):
            text, product_key = mask_product_keys(event.text)
            event = replace(event, text=text)
            understanding = replace(self._understand(text), product_key=product_key)
        return converse(event, understanding, memory, self.corpus, self.catalogs, self.language)

    def _understand(self, text: str) -> Understanding:
        command = parse_command(text)
        if command is None:
            return self.reader.understand(text)
        name, argument = command
        # A deep link carries a code as the argument of /start; "/0xC004F211" is a code with a slash before it.
        return self.reader.understand(argument if name in BY_NAME else f"{name} {argument}")
