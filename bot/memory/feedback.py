"""What maintainers learn from: what people said of the answers, and what had none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from bot.memory.model import DeadLetter, Memory, StoredQuestion, StoredVote


@dataclass(frozen=True, slots=True)
class Feedback:
    """All that is stored for maintainers, oldest first. Nothing in it tells who said it."""

    votes: list[StoredVote]
    questions: list[StoredQuestion]
    dead_letters: list[DeadLetter]

    def by_section(self) -> Iterator[tuple[str, int, int]]:
        """Of every section with votes: how often it helped and did not, the least helpful first."""
        helped = Counter(stored.vote.section for stored in self.votes if stored.vote.helped)
        not_helped = Counter(stored.vote.section for stored in self.votes if not stored.vote.helped)
        for section in sorted({*helped, *not_helped}, key=lambda name: (-not_helped[name], name)):
            yield section, helped[section], not_helped[section]

    def as_json(self) -> dict[str, Any]:
        """All of it as JSON values, times in ISO 8601."""
        return {
            "votes": [asdict(stored.vote) | {"at": stored.at.isoformat()} for stored in self.votes],
            "questions": [{"text": question.text, "at": question.at.isoformat()} for question in self.questions],
            "dead_letters": [
                {"update": letter.update, "content": letter.content, "error": letter.error, "at": letter.at.isoformat()}
                for letter in self.dead_letters
            ],
        }


async def collect(memory: Memory) -> Feedback:
    """The feedback that a memory holds."""
    return Feedback(await memory.votes(), await memory.questions(), await memory.dead_letters())
