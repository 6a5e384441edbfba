"""The reader of texts, which combines the recognisers of this package: one text in, one `Understanding` out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from rapidfuzz import fuzz, process

from bot.corpus import (
    ACTIVATE_WINDOWS,
    ACTIVATOR,
    ACTIVATOR_USED,
    IS_ACTIVATED,
    NEIGHBOUR_OFFICE,
    NOT_ACTIVATED,
    OFF_TOPIC,
    OLD_KEY,
    OTHER_CODES,
    PIRACY,
    SMALLTALK,
    SUBJECT,
    Corpus,
)
from bot.understanding.matching.classifier import Classifier, Kind, LinearModel, Scores
from bot.understanding.matching.decisions import NO_CONTEXT, UNCLEAR, Courtesy, Judge, Judgement
from bot.understanding.matching.features import Features
from bot.understanding.matching.passages import Passages
from bot.understanding.messages import Messages
from bot.understanding.output import LICENSED
from bot.understanding.phrases import Cues
from bot.understanding.references import References
from bot.understanding.text import Text, TextReader
from bot.understanding.understanding import Context, Decision, Match, Understanding
from bot.understanding.words import Speller, fold

MESSAGE_SCORE = 0.97
CODE_BEGUN = re.compile(r"\b[0o]x[0-9a-f]{3}")
CODE_TYPED = re.compile(r"(?:[0o]x)([0-9a-f]{0,8})|([0-9a-f]{3,8})")  # a text that may be the beginning of a code
DIGIT = re.compile(r"\d")
TITLE_CUTOFF = 75  # min. similarity of a text and a title that it names, in per cent
DANGER_WORDS = 2  # a text of fewer words describes no danger
DANGER_WORDS_BESIDE_CODE = 5  # likewise, without its codes
QUESTION_WORDS = 5  # min. words next to printed output that may be a question
PASSAGE_WORDS = 14  # a text of no more words may be about a part of the answer on the screen
OLD_WINDOWS_FLOOR = 0.9  # a text with no section above this score is about the old Windows that it names
MAX_EXPLAINED = 2  # classes
AGAIN = "smalltalk-again"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A class that a text may belong to, its probability, and what each feature of the text adds to the score."""

    name: str
    chance: float
    features: tuple[tuple[str, float], ...]


class Reader:
    """Reader of texts, with the knowledge of one corpus. Build once; instances are never changed."""

    def __init__(self, corpus: Corpus, model: LinearModel) -> None:
        """Take a corpus, and the model that was trained on it."""
        self._speller = Speller(corpus.words.spellings)
        features = Features(corpus.words.synonyms, self._speller, model.words)
        self._classifier = Classifier(model, features)
        self._judge = Judge(model)
        courtesy = Courtesy(self._speller, self._classifier, self._judge)
        self._texts = TextReader(corpus, self._speller, self._classifier, courtesy, model.words)
        self._off_subject = frozenset(
            name for name, kind in zip(model.classes, model.kinds, strict=True) if kind == Kind.OTHER
        )
        self._specific_codes = corpus.output.specific
        self._owners = {
            code: tuple(section.id for section in sections) for code, sections in corpus.sections_by_code.items()
        }
        self._references = References(corpus.words, self._speller)
        notices = ((notice.id, notice.evidence) for notice in corpus.notices.values() if notice.evidence)
        self._cues = Cues(notices, self._speller)
        self._titles = {section.id: fold(section.title) for section in corpus.sections.values()}
        self._messages = Messages(corpus.sections.values())
        self._passages = Passages(corpus, self._speller, features.terms_of, model.words)

    def understand(self, text: str, context: Context = NO_CONTEXT) -> Understanding:
        """Return the meaning of a text of any length in its context.

        Product keys must be masked already (`mask_product_keys`).
        """
        prepared = self._texts.prepare(text)
        return self._understood(prepared, self._texts.names(prepared), context)

    def understand_picture(self, text: str, caption: Understanding) -> Understanding:
        """Return the meaning of a picture, given its text and the meaning of its caption (empty if it has none).

        Codes, a message of Windows or a licence state in the picture count like the user's own words. Other words only
        lead to a question, and only if the caption means nothing.
        """
        prepared = self._texts.prepare(text)
        names = self._texts.names(prepared)
        screen = self._on_screen(prepared, names)
        windows, language = caption.windows or screen.windows, caption.language or screen.language
        if screen.named_codes or screen.decision == Decision.ANSWER:
            return replace(
                screen,
                codes=_joined(caption.codes, screen.codes),
                unknown_codes=_joined(caption.unknown_codes, screen.unknown_codes),
                suggestions=_joined(caption.suggestions, screen.suggestions),
                ranked=(),
                pictured=screen.codes or screen.unknown_codes,
                topic=caption.topic if caption.decision == Decision.DECLINE else None,
                windows=windows,
                old_windows=caption.old_windows or screen.old_windows,
                language=language,
            )
        has_topic = caption.topic and caption.topic != OFF_TOPIC  # small talk and piracy have words of their own
        if caption.decision != Decision.DECLINE or caption.named_codes or caption.choice is not None or has_topic:
            return caption
        screen = replace(screen, windows=windows, language=language)
        guess = self._understood(prepared, names, NO_CONTEXT)
        is_likely = guess.decision == Decision.ANSWER
        return replace(screen, matches=guess.matches, decision=Decision.ASK) if is_likely else screen

    def _understood(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding:
        """Return the meaning of a text in its context; `understanding` has what the text names."""
        context = Context(context.offered, context.shown, self._references.contradicted(prepared.words))
        if context.shown and len(prepared.all_words) <= PASSAGE_WORDS:
            understanding = replace(understanding, passage=self._passages.find(context.shown, prepared.words))
        return (
            self._certain(prepared, understanding, context)
            or self._follow_up(prepared, understanding, context)
            or self._by_content(prepared, understanding, context)
        )

    def read_screen(self, text: str) -> Understanding:
        """Return the meaning of the text of a screen, by codes, a message or a licence state alone, without guesses."""
        prepared = self._texts.prepare(text)
        return self._on_screen(prepared, self._texts.names(prepared))

    def _on_screen(self, prepared: Text, names: Understanding) -> Understanding:
        """Return the meaning of the text of a screen; `names` has what it names."""
        understanding = replace(names, topic=None)
        shown = None if understanding.codes else self._shown(prepared, understanding, NO_CONTEXT)
        return shown or understanding

    def rank(self, text: str, most: int) -> tuple[Match, ...]:
        """Return the `most` likeliest sections for an unfinished text, best first: by its codes, else by its words."""
        found = self._texts.codes(text)
        codes = (
            tuple(code for code in found.by_weight if code in self._owners)
            or self._codes_begun(text)
            or found.suggestions
        )
        owners = dict.fromkeys(section for code in codes for section in self._owners.get(code, ()))
        if found.unknown and not owners:
            owners = {OTHER_CODES: None}
        if owners:
            return tuple(Match(section, 1.0) for section in owners)[:most]
        words = self._classifier.completed(self._speller.words(text))
        return self._judge.rank(self._classifier.score(words), most)

    def _certain(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding | None:
        """Return the meaning by what takes precedence: danger, codes, the name of an activator, a version alone."""
        danger = self._danger(prepared, understanding, context)
        if danger or understanding.codes:
            return replace(understanding, topic=danger or self._talk_beside(prepared.text, context))
        if ACTIVATOR in prepared.evidence:
            about = self._judge.likeliest(prepared.score(), (PIRACY, ACTIVATOR_USED))
            return replace(understanding, topic=about)
        if prepared.printed.output and understanding.office:
            return replace(understanding, topic=NEIGHBOUR_OFFICE)
        is_old = understanding.old_windows and not prepared.printed.output and self._is_old(prepared)
        return understanding if understanding.topic or is_old else None

    def _follow_up(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding | None:
        """Return the meaning of a text that chooses an offered section or corrects an earlier text; else None."""
        if context.offered and (chosen := self._chosen(prepared, understanding, context)):
            return chosen
        rest = self._references.corrected(prepared.words) if context.shown else None
        if not rest or self._is_talk(rest, context):
            return None
        judgement = self._judge.corrected(self._classifier.score(rest), context)
        return replace(
            understanding,
            matches=judgement.matches,
            decision=judgement.decision,
            candidates=judgement.candidates,
            corrects=True,
        )

    def _by_content(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding:
        """Return the meaning by a message of Windows or a licence state in a text, else by its words."""
        if shown := self._shown(prepared, understanding, context):
            return shown
        judgement = self._judged(prepared, context)
        # A text with the beginning of a code is on the subject, however little of the code is left.
        topic = None if judgement.topic and CODE_BEGUN.search(fold(prepared.text)) else judgement.topic
        return replace(
            understanding,
            matches=judgement.matches,
            decision=judgement.decision,
            candidates=judgement.candidates,
            topic=topic,
            topic_chance=judgement.topic_chance,
        )

    def _shown(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding | None:
        """Return the meaning by a message of Windows or a licence state in a text; None if it has neither."""
        denied = NOT_ACTIVATED in prepared.evidence
        message = self._messages.find(prepared.prose)
        if message and not (denied and message.section == IS_ACTIVATED):
            matches: tuple[Match, ...] = (Match(message.section, MESSAGE_SCORE),)
            return replace(understanding, matches=matches, decision=Decision.ANSWER, message=message.written)
        # After an answer, "Windows är aktiverat" says that it helped, and is not a state to explain.
        if context.shown and not prepared.printed.is_output:
            return None
        state = prepared.printed.output
        section = self._texts.outputs.section(state) if state and not (denied and state.status == LICENSED) else None
        if section is None:
            return None
        matches = (Match(section, MESSAGE_SCORE),)
        shown = self._messages.find(prepared.text)
        written = shown.written if shown and shown.section == section else None
        if prepared.printed.is_output and len(prepared.words) >= QUESTION_WORDS:
            judged = self._judge.judge(prepared.score(), piracy=False)
            # Nobody asks for a state that is printed: only a section about something else is a question.
            if judged.decision == Decision.ANSWER and judged.matches[0].section not in self._texts.outputs.sections:
                matches = (judged.matches[0], *matches)
        if not any(code.startswith(self._specific_codes) for code in understanding.unknown_codes):
            understanding = replace(understanding, unknown_codes=(), ranked=())
        return replace(understanding, matches=matches, decision=Decision.ANSWER, message=written)

    def _judged(self, prepared: Text, context: Context) -> Judgement:
        """Return the judgement of a text by its words, and by what they are evidence of."""
        # A user who says that Windows is not activated is not called a pirate on a mere probability.
        denied = NOT_ACTIVATED in prepared.evidence
        judgement = self._judge.judge(
            prepared.score(),
            context,
            piracy=PIRACY in prepared.evidence and not denied,
            excluded=IS_ACTIVATED if denied else None,
        )
        is_well = judgement.decision == Decision.ANSWER and judgement.matches[0].section == IS_ACTIVATED
        if is_well and prepared.printed.is_unread:
            doubted = judgement.matches[0], Match(ACTIVATE_WINDOWS, 0.0)
            return replace(judgement, decision=Decision.ASK, matches=doubted)
        if judgement.decision == Decision.ANSWER or judgement.topic == PIRACY:
            return judgement
        if denied:
            return self._judge.on_subject(prepared.score(), ACTIVATE_WINDOWS, excluded=IS_ACTIVATED)
        if judgement.matches:
            return judgement
        # A text that was translated word by word is never surely off topic.
        unsure = prepared.is_translated or SUBJECT in prepared.evidence
        return UNCLEAR if unsure and judgement.topic in self._off_subject else judgement

    def _is_old(self, prepared: Text) -> bool:
        """Return whether a text is about the old Windows that it names, and not about its key for a newer one."""
        judgement = self._judge.judge(prepared.score())
        if not judgement.matches:
            return True
        best = judgement.matches[0]
        if best.section == OLD_KEY:
            return judgement.decision != Decision.ANSWER or OLD_KEY not in prepared.evidence
        return best.score < OLD_WINDOWS_FLOOR

    def _danger(self, prepared: Text, understanding: Understanding, context: Context) -> str | None:
        """Return the safety topic of a text without its codes; None if it has none, or is a message of Windows."""
        if understanding.topic or len(prepared.words) < DANGER_WORDS:
            return None
        if cued := self._cues.find(prepared.words):
            return cued
        if understanding.named_codes:
            words = self._words_beside_codes(prepared.text)
            scores = self._classifier.score(words)
            danger = self._judge.danger(scores, beside_code=True) if len(words) >= DANGER_WORDS_BESIDE_CODE else None
        else:
            # After an answer a few words, such as "är jag lurad", are about the answer.
            few = bool(context.shown) and len(prepared.words) <= DANGER_WORDS_BESIDE_CODE
            danger = self._judge.danger(prepared.score(), beside_code=few)
        return danger if danger and not self._messages.find(prepared.prose) else None

    def _talk_beside(self, text: str, context: Context) -> str | None:
        """Return the topic of small talk next to a code, as in "samma sak, fortfarande 0xC004F211"; None for others."""
        words = self._words_beside_codes(text)
        if not context.shown or not words:
            return None
        topic = self._judge.judge(self._classifier.score(words), context).topic
        return topic if topic and topic.startswith(SMALLTALK) else None

    def _words_beside_codes(self, text: str) -> list[str]:
        """Return the words of a text without those that have a digit."""
        return self._speller.words(" ".join(word for word in text.split() if not DIGIT.search(word)))

    def _is_talk(self, words: Sequence[str], context: Context) -> bool:
        """Return whether words are small talk: "nej, det är samma sak" corrects nothing."""
        topic = self._judge.judge(self._classifier.score(words), context).topic
        return bool(topic and topic.startswith(SMALLTALK))

    def _chosen(self, prepared: Text, understanding: Understanding, context: Context) -> Understanding | None:
        """Return the meaning of a text that chooses one of the offered sections; None for others."""
        choice = self._references.ordinal(prepared.words, len(context.offered))
        if choice is None and self._references.is_number(prepared.words):
            return replace(understanding, topic=AGAIN)
        choice = self._choice(prepared, context) if choice is None else choice
        return None if choice is None else replace(understanding, choice=choice)

    def _choice(self, prepared: Text, context: Context) -> int | None:
        """Return the index of the offered section that a text means, by its title or by its words; None if unclear."""
        titles = [self._titles.get(name, "") for name in context.offered]
        close = process.extract(fold(prepared.text), titles, scorer=fuzz.token_sort_ratio, score_cutoff=TITLE_CUTOFF)
        if len(close) == 1:
            return int(close[0][2])
        return self._judge.chosen(prepared.score(), context.offered)

    def _codes_begun(self, text: str) -> list[str]:
        """Return the known codes that begin with a text."""
        begun = CODE_TYPED.fullmatch(fold(text).strip())
        return [
            code for code in self._owners if begun and code.casefold().startswith(f"0x{begun[1] or begun[2] or ''}")
        ]

    def scores(self, text: str) -> Scores:
        """Return the scores of free text, for measurements."""
        return self._texts.prepare(text).score()

    def explain(self, text: str) -> tuple[Candidate, ...]:
        """Return the likeliest classes of a text, topics included, with the contribution of each feature."""
        score = self._texts.prepare(text).score
        chances = self._judge.probabilities(score())
        names = [self._classifier.classes[at] for at in np.argsort(-chances, kind="stable")[:MAX_EXPLAINED].tolist()]
        return tuple(
            Candidate(
                name,
                float(chances[self._classifier.classes.index(name)]),
                tuple(sorted(self._classifier.contributions(score.words, name).items(), key=lambda pair: -pair[1])),
            )
            for name in names
        )


def _joined(first: tuple[str, ...], second: tuple[str, ...]) -> tuple[str, ...]:
    """Return codes in order, each once."""
    return tuple(dict.fromkeys((*first, *second)))
