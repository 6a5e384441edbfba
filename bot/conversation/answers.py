"""Every kind of answer to a question, worded. Each builder gives one `Reply`; `converse` decides which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from bot.conversation.events import NoneOfThese, Rate, ShowCode, ShowCodes, ShowSection, SwitchWindows
from bot.conversation.replies import ActionButton, Button, CopyButton, LinkButton, Ranked, Reply, ShareButton
from bot.conversation.voice import Voice
from bot.corpus import (
    ACTIVATE_OFFICE,
    ACTIVATE_WINDOWS,
    ACTIVATION,
    BUY_LICENSE,
    FIND_KEY,
    OTHER_CODES,
    SUPPORT,
    TROUBLESHOOTER,
    WINDOWS,
    Notice,
    Page,
    Section,
)
from bot.understanding import LICENSED, Output, Understanding, is_success

KMS = "kms"  # a channel
SOON = 30  # days until a licence ends that should have been renewed long ago
MOST_CODES = 4  # of one message that are spoken of; more is no answer a person can act on


def section_answer(
    voice: Voice,
    section: Section,
    offered: Sequence[Section] = (),
    related: Sequence[Section] = (),
    asked: Sequence[str] = (),
    read: str = "",
    meant: str | None = None,
) -> Reply:
    """A section whole: title with its first code, meaning and steps; buttons for articles, copying, what else fits.

    `offered` may be meant instead, `related` may be needed too. `asked` are the codes of the message, if it held any,
    the one that counts most first; `read` is a line on what else was read in it, `meant` what the code means beside
    that.
    """
    words, windows = voice.words, voice.windows
    code = f" ({section.codes[0]})" if section.codes else ""
    parts = [f"# {section.title}{code}", _body(voice, section, asked)]
    if read:
        parts.insert(1, read)
    if asked and asked[0] not in section.codes:
        parts.insert(1, f"`{asked[0]}`: {meant or meaning(voice, asked[0])}")
    elif asked and asked[0] != section.codes[0]:
        note = words.gettext("Your code `{code}` belongs to this error.").format(code=asked[0])
        parts.insert(1, note)
    rows = [*link_rows(voice, section), *copy_rows(voice, section)]
    share = ShareButton(words.gettext("Share"), section.title, section.id)
    if voice.differs(section):
        other = next(version for version in WINDOWS if version != windows)
        parts.insert(1, words.gettext("The steps are for **Windows {version}**.").format(version=windows))
        label = words.gettext("I have Windows {version}").format(version=other)
        rows.append((ActionButton(label, SwitchWindows(section.id, other)), share))
    else:
        rows.append((share,))
    rows += [(_offer(voice, other, asked if other.codes[:1] != section.codes[:1] else ()),) for other in offered]
    rows += related_rows(voice, related)
    return Reply("\n\n".join(parts), (*rows, rating_row(voice, section, 0)))


def _body(voice: Voice, section: Section, asked: Sequence[str]) -> str:
    """A section's text; it begins with the meaning of the code that was asked about, if that has one of its own."""
    body = voice.body(section)
    meaning = section.meanings.get(asked[0]) if asked else None
    if meaning is None:
        return body
    _lead, heading, rest = body.partition("\n## ")
    return f"{meaning}\n{heading}{rest}"


def meaning(voice: Voice, code: str) -> str:
    """What a code of the tables means: by itself where that is told, else as the lead of its section has it."""
    if fact := voice.corpus.code_facts.get(code):
        return fact.cause
    owner = voice.corpus.sections_by_code[code][0]
    return owner.meanings.get(code) or voice.body(owner).partition("\n\n## ")[0]


def what_was_read(voice: Voice, understanding: Understanding) -> str:
    """A line on what a message says beside its codes: the state of the licence, and what that means; "" for nothing."""
    state, beside = understanding.output, understanding.beside
    # What Office prints says nothing of Windows.
    said = list(_state(voice, state, understanding)) if state and not understanding.office else []
    if beside and beside.read and not beside.section:  # else it is what the code means
        said.append(beside.read)
    return " ".join(said)


def _state(voice: Voice, state: Output, understanding: Understanding) -> Iterator[str]:
    """The sentences that say what was read about a licence."""
    words, is_licensed = voice.words, state.status == LICENSED
    if state.machines:
        active, total = state.machines
        yield words.gettext("Of {total} computers, {active} are activated.").format(total=total, active=active)
    elif is_licensed and understanding.named_codes:
        yield words.gettext("I see in what you sent that Windows is activated, but also this error.")
    elif is_licensed:
        yield words.gettext("I see in what you sent that Windows is activated.")
    elif state.status:
        yield words.gettext("I see in what you sent that Windows is not activated.")
    if state.edition:
        yield words.gettext("The edition is {edition}.").format(edition=state.edition)
    yield from _licence(voice, state)
    if state.count is not None:
        counted = words.ngettext(
            "So far, {count} computer has asked the KMS host.",
            "So far, {count} computers have asked the KMS host.",
            state.count,
        )
        yield counted.format(count=state.count)
    if state.rearms == 0 and not is_licensed:
        yield words.gettext("The time to activate cannot be extended again.")


def _licence(voice: Voice, state: Output) -> Iterator[str]:
    """The sentences that say which kind of licence it is, and until when."""
    words, is_licensed, kind = voice.words, state.status == LICENSED, _channel(voice, state.channel)
    if kind and is_licensed and state.days:
        valid = words.ngettext(
            "The licence {kind} and is valid for {days} more day.",
            "The licence {kind} and is valid for {days} more days.",
            state.days,
        )
        yield valid.format(kind=kind, days=state.days)
    elif kind:
        yield words.gettext("The licence {kind}.").format(kind=kind)
    if is_licensed and state.channel == KMS and state.days and state.days < SOON:
        yield words.gettext("Connect the computer to the network at work or school before that, so that it is renewed.")
    elif is_licensed and state.channel == KMS:
        yield words.gettext("It renews itself when the computer reaches the network at work or school.")
    if state.days and state.status and not is_licensed:
        left = words.ngettext(
            "You have {days} day left to activate.", "You have {days} days left to activate.", state.days
        )
        yield left.format(days=state.days)


def _channel(voice: Voice, channel: str | None) -> str | None:
    """What kind of licence a channel is, after "the licence"; None for one that says nothing."""
    _ = voice.words.gettext
    kinds = {
        "retail": _("is of the kind that is sold by itself (retail)"),
        "oem": _("is of the kind that comes with a computer (OEM)"),
        "mak": _("is a volume licence (MAK), for work or school"),
        KMS: _("is a volume licence (KMS)"),
        "kms-host": _("is for a KMS host, the activation server at work"),
        "evaluation": _("is for an evaluation copy"),
        "subscription": _("is part of a subscription"),
    }
    return kinds.get(channel or "")


def notice(voice: Voice, page: Notice) -> Reply:
    """A notice whole, with its links and the sections that the same people often need."""
    related = [voice.corpus.sections[name] for name in page.related]
    rows = (*link_rows(voice, page), *copy_rows(voice, page), *related_rows(voice, related))
    return Reply(f"# {page.title}\n\n{voice.body(page)}", rows)


def link_rows(voice: Voice, page: Page) -> list[tuple[Button, ...]]:
    """The buttons of a page's articles, one a row."""
    return [(LinkButton(title, url),) for title, url in voice.links(page)]


def copy_rows(voice: Voice, page: Page) -> list[tuple[Button, ...]]:
    """The button that copies the command of a page, if it has one."""
    if page.copy is None:
        return []
    return [(CopyButton(voice.words.gettext("Copy {address}").format(address=page.copy), page.copy),)]


def related_rows(voice: Voice, related: Sequence[Section]) -> list[tuple[Button, ...]]:
    """The buttons of sections that may be needed too, one a row."""
    label = voice.words.gettext("See also: {title}")
    return [(ActionButton(label.format(title=section.title), ShowSection(section.id)),) for section in related]


def rating_row(voice: Voice, section: Section, rung: int) -> tuple[Button, ...]:
    """The buttons that say whether an answer helped, or what was advised after it."""
    _ = voice.words.gettext
    return (
        ActionButton(_("👍 It helped"), Rate(section.id, rung, helped=True)),
        ActionButton(_("👎 It did not help"), Rate(section.id, rung, helped=False)),
    )


def support_row(voice: Voice) -> tuple[Button, ...]:
    """The button to people who help."""
    support = voice.corpus.articles[SUPPORT]
    return (LinkButton(support.titles[voice.language], support.urls[voice.language]),)


def choices(voice: Voice, offered: Sequence[Section]) -> Reply:
    """Asks which of up to four sections it is."""
    _ = voice.words.gettext
    rows = [(_section_button(section),) for section in offered]
    none = ActionButton(_("None of these"), NoneOfThese())
    if len(rows) == 1:
        return Reply(_("I want to be sure that I understand you. Is this what you mean?"), (*rows, (none,)))
    return Reply(_("I want to be sure that I understand you. Which of these is it?"), (*rows, (none,)))


def near_miss(
    voice: Voice, codes: Sequence[str], suggestions: Sequence[str], related: Sequence[Section], read: str = ""
) -> Reply:
    """A code that is almost a known one: asks, and never answers as if it were right.

    `codes` are those that were written whole, and `related` the sections that help with them.
    """
    corpus, words = voice.corpus, voice.words
    suggested = [code for code in suggestions if code in corpus.sections_by_code or code in corpus.code_facts]
    listed = format_list([f"`{code}`" for code in suggested], style="or", locale=voice.language)
    parts = [read, *(what_is_known(voice, code) for code in codes[:MOST_CODES])]
    if not codes:
        parts.append(words.gettext("That code does not look quite right."))
    if any(code in corpus.code_facts for code in codes):
        question = words.gettext("Did you copy the code by hand? Then it could also be {codes}.")
    else:
        question = words.gettext("Did you mean {codes}?")
    parts.append(question.format(codes=listed))
    rows = tuple((_code_button(voice, code),) for code in suggested)
    return Reply("\n\n".join(filter(None, parts)), (*related_rows(voice, related), *rows))


def _code_button(voice: Voice, code: str) -> ActionButton:
    """The button of a code, with the title of its section if it has one."""
    owners = voice.corpus.sections_by_code.get(code)
    return ActionButton(f"{code} {owners[0].title}" if owners else code, ShowCode(code))


def unknown_code(voice: Voice, codes: Sequence[str], offered: Sequence[Section], read: str = "") -> Reply:
    """A real code outside the tables: what is known of it, and how to go on or look it up; first what was `read`."""
    corpus = voice.corpus
    section = corpus.sections[OTHER_CODES]
    parts = [what_is_known(voice, code) for code in codes[:MOST_CODES]]
    if not all(code in corpus.code_facts or is_success(code) for code in codes):
        parts.append(voice.body(section))
    if read:
        parts.insert(0, read)
    rows: list[tuple[Button, ...]] = [(_section_button(other),) for other in offered if other != section]
    if not all(map(is_success, codes)):
        rows += link_rows(voice, section)
    return Reply("\n\n".join(parts), (*rows, rating_row(voice, section, 0)))


def no_match(voice: Voice) -> Reply:
    """Nothing was understood: how to send what helps."""
    _ = voice.words.gettext
    text = _(
        "I did not quite understand that, so I would rather ask than guess.\n\n"
        "1. Open {place} on the computer.\n"
        "2. Look for an error code that begins with `0x`, for example `0xC004F211`.\n"
        "3. Send me the code, or the words that stand there.\n\n"
        "Is there no code? Tell me what happened just before Windows stopped being activated."
    )
    place = voice.place(ACTIVATION)
    return Reply(text.format(place=place), ((_section_button(voice.corpus.sections[ACTIVATE_WINDOWS]),),))


def none_of_these(voice: Voice) -> Reply:
    """Nothing that was offered is right: other ways on."""
    _ = voice.words.gettext
    text = _(
        "Then let us begin at another end. Tell me in your own words what happened just before, and which words "
        "Windows shows. You find them in {place}.\n\n"
        "Or begin with one of these. The troubleshooter of Windows often finds the fault by itself."
    )
    sections = voice.corpus.sections
    rows: tuple[tuple[Button, ...], ...] = (
        (_section_button(sections[voice.corpus.advice[TROUBLESHOOTER].section]),),
        (_section_button(sections[ACTIVATE_WINDOWS]),),
        (ActionButton(_("All error codes"), ShowCodes(0)),),
        support_row(voice),
    )
    return Reply(text.format(place=voice.place(ACTIVATION)), rows)


def off_topic(voice: Voice) -> Reply:
    """Something else than Windows activation."""
    _ = voice.words.gettext
    text = _(
        "I am only good at one thing: Windows that will not activate. I cannot help with this.\n\n"
        "If it is about activation after all, send me the error code or tell me what Windows says."
    )
    return Reply(text)


def piracy(voice: Voice) -> Reply:
    """Never helped; the legal ways are named."""
    _ = voice.words.gettext
    text = _(
        "I do not help with getting around the activation. Keys and programs from strangers often carry viruses or "
        "stop working. But I gladly help you the right way:\n\n"
        "- Look for the key that came with your computer or your purchase.\n"
        "- If the computer has been activated before, the troubleshooter may find the licence again: open {place}.\n"
        "- Otherwise buy a licence from Microsoft, or in a shop you trust."
    )
    place = voice.place(ACTIVATION)
    rows = tuple((_section_button(voice.corpus.sections[name]),) for name in (FIND_KEY, BUY_LICENSE))
    return Reply(text.format(place=place), rows)


def product_key_warning(voice: Voice) -> str:
    """A paragraph for someone who sent a product key."""
    if voice.heard != "private":
        return voice.words.gettext(
            "**That message seemed to hold a product key.** Whoever reads a key here can use it up. I take the message "
            "away where I am allowed to; if you still see it, delete it yourself. I have not saved the key, and nobody "
            "needs it to help you."
        )
    return voice.words.gettext(
        "**Your message seems to hold a product key.** Delete the message, and do not share the key with anyone. "
        "I have not saved it, and I do not need it to help you. To delete a message, hold your finger on it and choose "
        "Delete."
    )


def old_windows_note(voice: Voice, name: str) -> str:
    """A paragraph for someone whose Windows the corpus does not cover; `name` as in "Windows 7"."""
    _ = voice.words.gettext
    if "server" in name.casefold():
        return _(
            "**{name}** is usually activated by the organisation that owns the licence, so ask whoever looks after the "
            "server. My steps are for Windows 11 and Windows 10."
        ).format(name=name)
    return _(
        "**{name}** no longer gets support from Microsoft, and my steps are for Windows 11 and Windows 10. Microsoft's "
        "customer support can tell you what still works; to upgrade is the lasting way."
    ).format(name=name)


def office_note(voice: Voice) -> str:
    """A paragraph for someone whose code is from Office."""
    return voice.words.gettext(
        "The code seems to come from **Office** (Word, Excel, Outlook or Microsoft 365). Office is activated by "
        "itself, so what I say about Windows below will hardly help. The button leads to Microsoft's page about Office."
    )


def office_row(voice: Voice) -> tuple[Button, ...]:
    """The button to Microsoft's page on activating Office."""
    article = voice.corpus.articles[ACTIVATE_OFFICE]
    return (LinkButton(article.titles[voice.language], article.urls[voice.language]),)


def what_is_known(voice: Voice, code: str) -> str:
    """A paragraph on a code that no section is about."""
    fact = voice.corpus.code_facts.get(code)
    if fact:
        return f"`{code}`: {fact.cause} {fact.remedy}"
    if is_success(code):
        return voice.words.gettext("`{code}` is no error. It means that everything went well.").format(code=code)
    return voice.words.gettext("I do not have `{code}` in my list.").format(code=code)


def _offer(voice: Voice, section: Section, asked: Sequence[str]) -> ActionButton:
    """The button of another section: called by its code where the message held one of its codes."""
    by_code = voice.corpus.sections_by_code
    code = next((code for code in asked if code in by_code and by_code[code][0] == section), None)
    if code:
        return ActionButton(f"{code} {section.title}", ShowCode(code))
    return ActionButton(voice.words.gettext("Or: {title}").format(title=section.title), ShowSection(section.id))


def _section_button(section: Section) -> ActionButton:
    return ActionButton(section.title, ShowSection(section.id))


def ranked(sections: Sequence[Section], scores: Sequence[float]) -> tuple[Ranked, ...]:
    """Sections with their confidence, for the outcome."""
    return tuple(Ranked(section.id, section.title, score) for section, score in zip(sections, scores, strict=True))
