"""A text and everything that it names: codes, versions, facts, terms, a feeling, the state of a licence."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from bot.corpus import CALL, NOT_ACTIVATED, OFFICE, CodeContext, Corpus
from bot.understanding.codes import CodeIndex, FoundCodes, Mentions, find_codes
from bot.understanding.facts import FactReader
from bot.understanding.matching.classifier import Classifier, Scores
from bot.understanding.matching.decisions import Courtesy
from bot.understanding.nordic import Translator
from bot.understanding.output import LICENSED, Output, OutputReader, Printed
from bot.understanding.phrases import Cues, Phrases
from bot.understanding.terms import ScreenNames, Terms
from bot.understanding.understanding import Understanding
from bot.understanding.versions import Names
from bot.understanding.words import TOKEN, Speller, fold

CLAUSE = re.compile(r"[,;.\n|/()]+")
MODEL = re.compile(r"\d+|(?=[a-z]*\d)[a-z\d]+")  # the number of a computer or a part: "840", "g8", "rtx3060"
MAX_READ = 8192  # characters of a text after NFKC normalisation
LANGUAGE_WORDS = 4  # a text of no more words that names a language only asks for that
GREETING = "smalltalk-greeting"
VERSION_OPEN = "smalltalk-which-version"  # the topic of a text that is only "Windows", without a version
VERSION_STATED = "smalltalk-version"  # the topic of a text that is only a version


class LazyScores:
    """The scores of a text, computed when they are first asked for: some texts need none, others need them twice."""

    def __init__(self, classifier: Classifier, courtesy: Courtesy, text: str, words: Sequence[str]) -> None:
        self._classifier, self._courtesy = classifier, courtesy
        self._text, self._words = text, words

    def __call__(self) -> Scores:
        """Return the scores."""
        return self._scores

    @cached_property
    def words(self) -> Sequence[str]:
        """The words that are scored: those of the text without its courtesy."""
        return self._courtesy.leave_out(self._text, self._words)

    @cached_property
    def _scores(self) -> Scores:
        return self._classifier.score(self.words)


@dataclass(frozen=True, slots=True)
class Text:
    """A text, prepared for the recognisers.

    `printed` is the part that a program printed, `prose` the rest in the language of the corpus, and `words` the words
    of `prose`. `all_words` and `evidence` are of the whole text.
    """

    text: str
    printed: Printed
    prose: str
    words: Sequence[str]
    all_words: Sequence[str]
    evidence: frozenset[str]
    is_translated: bool
    score: LazyScores


class TextReader:
    """Reader of everything that a text names, whatever it is about. Build once; instances are never changed."""

    def __init__(
        self, corpus: Corpus, speller: Speller, classifier: Classifier, courtesy: Courtesy, counts: Mapping[str, int]
    ) -> None:
        """Take a corpus, the objects that score texts, and the words of the corpus with their counts."""
        self._speller, self._classifier, self._courtesy = speller, classifier, courtesy
        self._translator = Translator(corpus.glossaries, counts)
        self._index = CodeIndex.of(corpus.sections_by_code, corpus.code_facts)
        self._mentions = Mentions(corpus.words.mentions)
        self._contexts = [(context, Phrases.of(context.says, speller)) for context in corpus.contexts]
        self.outputs = OutputReader(corpus.output)
        self._output_forms = corpus.output
        self._hardware = frozenset(chain.from_iterable(map(speller.words, corpus.output.hardware)))
        self._names = Names(corpus.words, speller)
        evidence = ((name, one) for name, several in corpus.evidence.items() for one in several)
        self._evidence = Cues(evidence, speller)
        self._facts = FactReader(corpus.facts, speller)
        self._terms = Terms(corpus.terms, corpus.term_questions, speller)
        self._screen_names = ScreenNames(corpus.screen_names.values(), corpus.term_questions, speller)
        self._feelings = [
            (feeling.name, Phrases.of(feeling.says, speller))
            for feeling in (corpus.closing, corpus.found, *corpus.feelings)
        ]

    def prepare(self, text: str) -> Text:
        """Return a text of any length, prepared for the recognisers."""
        # NFKC may turn one character into many, such as a whole sentence in Arabic.
        plain = unicodedata.normalize("NFKC", text)
        text = plain[:MAX_READ] if len(plain) > MAX_READ else text
        translated = self._translator.translate(text)
        printed = self.outputs.read(text)
        if translated and not printed.output:
            printed = replace(printed, output=self.outputs.read(translated).output)
        all_words = self._speller.words(translated or text)
        evidence = frozenset(self._evidence.find_all(all_words))
        prose = printed.prose if printed.is_output else translated or text
        if NOT_ACTIVATED in evidence:
            prose = self._without_hardware(prose)
        words = all_words if prose is text else self._speller.words(prose)
        return Text(
            text,
            printed,
            prose,
            words,
            all_words,
            evidence,
            translated is not None,
            LazyScores(self._classifier, self._courtesy, prose, words),
        )

    def _without_hardware(self, text: str) -> str:
        """Return a text without the clauses that only name a computer and its parts."""
        clauses = CLAUSE.split(text)
        kept = [clause for clause in clauses if not self._is_hardware(clause)]
        return "\n".join(kept)

    def _is_hardware(self, clause: str) -> bool:
        """Return whether a clause only names a computer and its parts."""
        words = TOKEN.findall(fold(clause))
        return all(word in self._hardware or MODEL.fullmatch(word) for word in words) and bool(words)

    def names(self, text: Text) -> Understanding:
        """Return the understanding of a text except for its section; with a topic only if the text is just a name."""
        printed, named = text.printed, self._names.find(text.all_words)
        found = self._codes_in(printed)
        topic = None
        if named.alone:
            topic = VERSION_STATED if named.windows else VERSION_OPEN
        elif named.language and len(text.all_words) <= LANGUAGE_WORDS:
            topic = GREETING
        build = None if named.old_windows else printed.windows
        return Understanding(
            codes=found.known,
            unknown_codes=found.unknown,
            suggestions=found.suggestions,
            ranked=found.ranked,
            # In output the build is more reliable than the name, which says 10 on many computers with 11.
            windows=(build or named.windows) if printed.is_output else (named.windows or build),
            old_windows=named.old_windows,
            language=named.language,
            topic=None if found.known else topic,
            printed=printed.is_output,
            output=printed.output,
            code_context=self._code_context(found, text),
            office=OFFICE in text.evidence,
            calls=CALL in text.evidence,
            stated=self._facts.read(text.prose),
            terms=self._terms.find(text.text, text.all_words),
            place=self._screen_names.find(text.text, text.all_words),
            feeling=self._feeling(text.all_words),
            build=printed.build,
            length=len(text.all_words),
        )

    def _feeling(self, words: Sequence[str]) -> str | None:
        """Return the name of the first feeling that words show."""
        return next((name for name, says in self._feelings if says.are_in(words)), None)

    def codes(self, text: str) -> FoundCodes:
        """Return the codes of a text."""
        return self._codes_in(self.outputs.read(text))

    def _codes_in(self, printed: Printed) -> FoundCodes:
        """Return the codes of a text without its noise, ranked."""
        return find_codes(
            printed.error_text,
            self._index,
            self._mentions,
            specific=self._output_forms.specific,
            general=self._output_forms.general,
            printed=printed.is_output,
        )

    def _code_context(self, found: FoundCodes, text: Text) -> CodeContext | None:
        """Return the context that the words of a text, or the licence in it, give its heaviest code."""
        if found.is_past and text.printed.stated == LICENSED:
            return CodeContext(frozenset(found.known), section=self.outputs.section(Output(LICENSED)))
        channel = text.printed.output.channel if text.printed.output else None
        fitting = (
            context
            for code in found.by_weight[:1]
            for context, phrases in self._contexts
            if code in context.codes and (channel in context.channels or phrases.are_in(text.all_words))
        )
        return next(fitting, None)
