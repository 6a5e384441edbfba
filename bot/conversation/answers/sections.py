"""Every kind of answer to a question, worded. Each builder gives one `Reply`; `answering` decides which."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from babel.lists import format_list

from bot.conversation.actions import (
    More,
    NoneOfThese,
    Rate,
    ShowCode,
    ShowCodes,
    ShowSection,
    ShowStep,
    SwitchWindows,
)
from bot.conversation.questions import inquiries as asking
from bot.conversation.questions import ways
from bot.conversation.questions.inquiries import for_answer
from bot.conversation.questions.ways import Way, first_way
from bot.conversation.scene import Scene
from bot.conversation.turn import ActionButton, Button, CopyButton, LinkButton, Ranked, Reply, ShareButton
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
    Inquiry,
    Notice,
    Page,
    Section,
)
from bot.understanding import LICENSED, Output, Understanding, is_success

KMS = "kms"  # a channel
SOON = 30  # days until a licence ends that should have been renewed long ago
MAX_CODES = 4  # of one message that are spoken of; more is no answer a person can act on


def section_answer(  # noqa: PLR0913 - all that a message may say beside the section
    scene: Scene,
    section: Section,
    offered: Sequence[Section] = (),
    related: Sequence[Section] = (),
    asked: Sequence[str] = (),
    read: str = "",
    meant: str | None = None,
    *,
    more: bool = False,
    asks: bool = True,
) -> Reply:
    """A section: title with its first code, what it means and the first way that fits; all else folded beneath.

    Where the facts do not tell which way fits, it asks, if it may (`asks`). `offered` may be meant instead, `related`
    may be needed too: they are behind a button, with the articles, copying and sharing, unless `more` shows all of
    them. `asked` are the codes of the message, if it held any, the one that counts most first; `read` is a line on what
    else was read in it, `meant` what the code means beside that.
    """
    way, inquiry = first_way(section, scene), for_answer(section, scene) if asks else None
    leads_on = bool(inquiry and inquiry.id in section.asks)
    lead, rest = _lead(scene, section, asked)
    text = [heading(section), *_notes(scene, section, asked, meant), read, lead]
    if way and (leads_on or not inquiry):
        text.append(way_text(way))
    if inquiry:
        text.append(f"**{inquiry.text}**")
    others = [part for part in scene.parts(section) if (inquiry and not leads_on) or way is None or part != way.part]
    folded = [rest, *(f"## {part.heading}\n{part.text}" for part in others)]
    if scene.differs(section):  # beside the steps where the person told the version, else under them
        note = scene.words.gettext("The steps are for **Windows {version}**.").format(version=scene.windows)
        text, folded = ([text[0], note, *text[1:]], folded) if scene.windows_told else (text, [note, *folded])
    if way is None and not any(part.is_way for part in scene.parts(section)):
        text, folded = [*text, *folded], []
    rows = [*asking.buttons(inquiry, scene)] if inquiry else [rating_row(scene, section, 0)]
    rows += _visible_rows(scene, section, offered, asked, way if not inquiry else None, more=more)
    if more:
        rows += _other_rows(scene, section, offered, related, asked)
    return Reply("\n\n".join(filter(None, text)), tuple(rows), folded="\n\n".join(filter(None, folded)))


def heading(section: Section) -> str:
    """The title of a section with its first code."""
    return f"# {section.title} ({section.codes[0]})" if section.codes else f"# {section.title}"


def way_text(way: Way) -> str:
    """A way as it is shown by itself: with its heading where that says for whom it is."""
    return f"## {way.part.heading}\n{way.part.text}" if way.part.when or way.part.last else way.part.text


def _notes(scene: Scene, section: Section, asked: Sequence[str], meant: str | None) -> Iterator[str]:
    """What is said of the code that was asked about, where it is not the one of the title."""
    if asked and asked[0] not in section.codes:
        yield f"`{asked[0]}`: {scene.plainly(meant or meaning(scene, asked[0]))}"
    elif asked and asked[0] != section.codes[0]:
        yield scene.words.gettext("Your code `{code}` belongs to this error.").format(code=asked[0])


def _lead(scene: Scene, section: Section, asked: Sequence[str]) -> tuple[str, str]:
    """What a section means, and what else it says before its ways; by the code that was asked about, if that differs.

    A text without ways is shown as a whole.
    """
    body = scene.body(section)
    meant = section.meanings.get(asked[0]) if asked else None
    return ways.meaning(scene.plainly(meant) if meant else body)


def _visible_rows(
    scene: Scene, section: Section, offered: Sequence[Section], asked: Sequence[str], way: Way | None, *, more: bool
) -> Iterator[tuple[Button, ...]]:
    """The few buttons that matter: other codes, an article, steps, more, the version."""
    _ = scene.words.gettext
    if len(asked) > 1 and not more:
        yield from ((_offer(scene, other, asked),) for other in offered)
    yield from link_rows(scene, section)[: None if more else 1]
    row: list[Button] = []
    if way and len(way.steps) > 1:
        row.append(ActionButton(_("One step at a time"), ShowStep(section.id, way.place, 0)))
    if not more:
        row.append(ActionButton(_("More"), More(section.id)))
    if row:
        yield tuple(row)
    if scene.differs(section) and not scene.windows_told and not more:
        yield (_switch(scene, section),)


def _other_rows(
    scene: Scene, section: Section, offered: Sequence[Section], related: Sequence[Section], asked: Sequence[str]
) -> Iterator[tuple[Button, ...]]:
    """What is behind the button for more."""
    _ = scene.words.gettext
    yield from copy_rows(scene, section)
    share = ShareButton(_("Share"), section.title, section.id)
    yield (_switch(scene, section), share) if scene.differs(section) else (share,)
    yield from ((_offer(scene, other, asked if other.codes[:1] != section.codes[:1] else ()),) for other in offered)
    yield from related_rows(scene, related)
    yield (ActionButton(_("It is about something else"), NoneOfThese()),)


def _switch(scene: Scene, section: Section) -> ActionButton:
    """The button that shows the steps for the other Windows."""
    other = next(version for version in WINDOWS if version != scene.windows)
    label = scene.words.gettext("I have Windows {version}").format(version=other)
    return ActionButton(label, SwitchWindows(section.id, other))


def meaning(scene: Scene, code: str) -> str:
    """What a code of the tables means: by itself where that is told, else as the lead of its section has it."""
    if fact := scene.corpus.code_facts.get(code):
        return fact.cause
    owner = scene.corpus.sections_by_code[code][0]
    return owner.meanings.get(code) or scene.body(owner).partition("\n\n## ")[0]


def what_was_read(scene: Scene, understanding: Understanding) -> str:
    """A line on what a message says beside its codes: the state of the licence, and what that means; "" for nothing."""
    state, beside = understanding.output, understanding.beside
    # What Office prints says nothing of Windows.
    said = list(_state(scene, state, understanding)) if state and not understanding.office else []
    if beside and beside.read and not beside.section:  # else it is what the code means
        said.append(beside.read)
    return " ".join(said)


def _state(scene: Scene, state: Output, understanding: Understanding) -> Iterator[str]:
    """The sentences that say what was read about a licence."""
    words, is_licensed = scene.words, state.status == LICENSED
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
    yield from _licence(scene, state)
    if state.count is not None:
        counted = words.ngettext(
            "So far, {count} computer has asked the KMS host.",
            "So far, {count} computers have asked the KMS host.",
            state.count,
        )
        yield counted.format(count=state.count)
    if state.rearms == 0 and not is_licensed:
        yield words.gettext("The time to activate cannot be extended again.")


def _licence(scene: Scene, state: Output) -> Iterator[str]:
    """The sentences that say which kind of licence it is, and until when."""
    words, is_licensed, kind = scene.words, state.status == LICENSED, _channel(scene, state.channel)
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


def _channel(scene: Scene, channel: str | None) -> str | None:
    """What kind of licence a channel is, after "the licence"; None for one that says nothing."""
    _ = scene.words.gettext
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


def notice(scene: Scene, page: Notice) -> Reply:
    """A notice, with its links and the sections that the same people often need; what comes second is folded."""
    related = [scene.corpus.sections[name] for name in page.related]
    rows = (*link_rows(scene, page), *copy_rows(scene, page), *related_rows(scene, related))
    lead = scene.body(page).partition("\n## ")[0].strip()
    shown, *others = [f"## {part.heading}\n{part.text}" for part in scene.parts(page)] or [""]
    text = "\n\n".join(filter(None, [f"# {page.title}", lead, shown]))
    return Reply(text, rows, folded="\n\n".join(others))


def link_rows(scene: Scene, page: Page) -> list[tuple[Button, ...]]:
    """The buttons of a page's articles, one a row."""
    return [(LinkButton(title, url),) for title, url in scene.links(page)]


def copy_rows(scene: Scene, page: Page) -> list[tuple[Button, ...]]:
    """The button that copies the command of a page, if it has one."""
    if page.copy is None:
        return []
    return [(CopyButton(scene.words.gettext("Copy {address}").format(address=page.copy), page.copy),)]


def related_rows(scene: Scene, related: Sequence[Section]) -> list[tuple[Button, ...]]:
    """The buttons of sections that may be needed too, one a row."""
    label = scene.words.gettext("See also: {title}")
    return [(ActionButton(label.format(title=section.title), ShowSection(section.id)),) for section in related]


def rating_row(scene: Scene, section: Section, rung: int) -> tuple[Button, ...]:
    """The buttons that say whether an answer helped, or what was advised after it."""
    _ = scene.words.gettext
    return (
        ActionButton(_("👍 It worked"), Rate(section.id, rung, helped=True), is_primary=True),
        ActionButton(_("👎 It did not work"), Rate(section.id, rung, helped=False)),
    )


def support_row(scene: Scene) -> tuple[Button, ...]:
    """The button to people who help."""
    support = scene.corpus.articles[SUPPORT]
    return (LinkButton(support.titles[scene.language], support.urls[scene.language]),)


def choices(scene: Scene, offered: Sequence[Section]) -> Reply:
    """Asks which of up to four sections it is."""
    _ = scene.words.gettext
    rows = [(_section_button(section),) for section in offered]
    none = ActionButton(_("None of these"), NoneOfThese())
    if len(rows) == 1:
        return Reply(_("I want to be sure that I understand you. Is this what you mean?"), (*rows, (none,)))
    return Reply(_("I want to be sure that I understand you. Which of these is it?"), (*rows, (none,)))


def inquiry(scene: Scene, asked: Inquiry) -> Reply:
    """Asks the one question that brings the right answer closest."""
    text = scene.words.gettext("One question, so that you get the right steps.")
    return Reply(f"{text}\n\n**{asked.text}**", asking.buttons(asked, scene))


def near_miss(
    scene: Scene, codes: Sequence[str], suggestions: Sequence[str], related: Sequence[Section], read: str = ""
) -> Reply:
    """A code that is almost a known one: asks, and never answers as if it were right.

    `codes` are those that were written whole, and `related` the sections that help with them.
    """
    corpus, words = scene.corpus, scene.words
    suggested = [code for code in suggestions if code in corpus.sections_by_code or code in corpus.code_facts]
    listed = format_list([f"`{code}`" for code in suggested], style="or", locale=scene.language)
    parts = [read, *(what_is_known(scene, code) for code in codes[:MAX_CODES])]
    if not codes:
        parts.append(words.gettext("That code does not look quite right."))
    if any(code in corpus.code_facts for code in codes):
        question = words.gettext("Did you copy the code by hand? Then it could also be {codes}.")
    else:
        question = words.gettext("Did you mean {codes}?")
    parts.append(question.format(codes=listed))
    rows = tuple((_code_button(scene, code),) for code in suggested)
    return Reply("\n\n".join(filter(None, parts)), (*related_rows(scene, related), *rows))


def _code_button(scene: Scene, code: str) -> ActionButton:
    """The button of a code, with the title of its section if it has one."""
    owners = scene.corpus.sections_by_code.get(code)
    return ActionButton(f"{code} {owners[0].title}" if owners else code, ShowCode(code))


def unknown_code(scene: Scene, codes: Sequence[str], offered: Sequence[Section], read: str = "") -> Reply:
    """A real code outside the tables: what is known of it, and how to go on or look it up; first what was `read`."""
    corpus = scene.corpus
    section = corpus.sections[OTHER_CODES]
    parts = [what_is_known(scene, code) for code in codes[:MAX_CODES]]
    if not all(code in corpus.code_facts or is_success(code) for code in codes):
        parts.append(scene.body(section))
    if read:
        parts.insert(0, read)
    rows: list[tuple[Button, ...]] = [(_section_button(other),) for other in offered if other != section]
    if not all(map(is_success, codes)):
        rows += link_rows(scene, section)
    return Reply("\n\n".join(parts), (*rows, rating_row(scene, section, 0)))


def no_match(scene: Scene) -> Reply:
    """Nothing was understood: how to send what helps."""
    _ = scene.words.gettext
    text = _(
        "I did not quite understand that, so I would rather ask than guess.\n\n"
        "1. Open {place} on the computer.\n"
        "2. Look for an error code that begins with `0x`, for example `0xC004F211`.\n"
        "3. Send me the code, or the words that stand there.\n\n"
        "Is there no code? Tell me what happened just before Windows stopped being activated."
    )
    place = scene.place(ACTIVATION)
    return Reply(text.format(place=place), ((_section_button(scene.corpus.sections[ACTIVATE_WINDOWS]),),))


def another_end(scene: Scene) -> str:
    """What is said where nothing that was offered is right."""
    return scene.words.gettext("Then let us begin at another end.")


def none_of_these(scene: Scene) -> Reply:
    """Nothing that was offered is right: other ways on."""
    _ = scene.words.gettext
    text = _(
        "Then let us begin at another end. Tell me in your own words what happened just before, and which words "
        "Windows shows. You find them in {place}.\n\n"
        "Or begin with one of these. The troubleshooter of Windows often finds the fault by itself."
    )
    sections = scene.corpus.sections
    rows: tuple[tuple[Button, ...], ...] = (
        (_section_button(sections[scene.corpus.advice[TROUBLESHOOTER].section]),),
        (_section_button(sections[ACTIVATE_WINDOWS]),),
        (ActionButton(_("All error codes"), ShowCodes(0)),),
        support_row(scene),
    )
    return Reply(text.format(place=scene.place(ACTIVATION)), rows)


def off_topic(scene: Scene) -> Reply:
    """Something else than Windows activation."""
    _ = scene.words.gettext
    text = _(
        "I am only good at one thing: Windows that will not activate. I cannot help with this.\n\n"
        "If it is about activation after all, send me the error code or tell me what Windows says."
    )
    return Reply(text)


def piracy(scene: Scene) -> Reply:
    """Never helped; the legal ways are named."""
    _ = scene.words.gettext
    text = _(
        "I do not help with getting around the activation. Keys and programs from strangers often carry viruses or "
        "stop working. But I gladly help you the right way:\n\n"
        "- Look for the key that came with your computer or your purchase.\n"
        "- If the computer has been activated before, the troubleshooter may find the licence again: open {place}.\n"
        "- Otherwise buy a licence from Microsoft, or in a shop you trust."
    )
    place = scene.place(ACTIVATION)
    rows = tuple((_section_button(scene.corpus.sections[name]),) for name in (FIND_KEY, BUY_LICENSE))
    return Reply(text.format(place=place), rows)


def product_key_warning(scene: Scene) -> str:
    """A paragraph for someone who sent a product key."""
    if scene.heard != "private":
        return scene.words.gettext(
            "**That message seemed to hold a product key.** Whoever reads a key here can use it up. I take the message "
            "away where I am allowed to; if you still see it, delete it yourself. I have not saved the key, and nobody "
            "needs it to help you."
        )
    return scene.words.gettext(
        "**Your message seems to hold a product key.** Delete the message, and do not share the key with anyone. "
        "I have not saved it, and I do not need it to help you. To delete a message, hold your finger on it and choose "
        "Delete."
    )


def old_windows_note(scene: Scene, name: str) -> str:
    """A paragraph for someone whose Windows the corpus does not cover; `name` as in "Windows 7"."""
    _ = scene.words.gettext
    if "server" in name.casefold():
        return _(
            "**{name}** is usually activated by the organisation that owns the licence, so ask whoever looks after the "
            "server. My steps are for Windows 11 and Windows 10."
        ).format(name=name)
    return _(
        "**{name}** no longer gets support from Microsoft, and my steps are for Windows 11 and Windows 10. Microsoft's "
        "customer support can tell you what still works; to upgrade is the lasting way."
    ).format(name=name)


def office_note(scene: Scene) -> str:
    """A paragraph for someone whose code is from Office."""
    return scene.words.gettext(
        "The code seems to come from **Office** (Word, Excel, Outlook or Microsoft 365). Office is activated by "
        "itself, so what I say about Windows below will hardly help. The button leads to Microsoft's page about Office."
    )


def office_row(scene: Scene) -> tuple[Button, ...]:
    """The button to Microsoft's page on activating Office."""
    article = scene.corpus.articles[ACTIVATE_OFFICE]
    return (LinkButton(article.titles[scene.language], article.urls[scene.language]),)


def what_is_known(scene: Scene, code: str) -> str:
    """A paragraph on a code that no section is about."""
    fact = scene.corpus.code_facts.get(code)
    if fact:
        return f"`{code}`: {fact.cause} {fact.remedy}"
    if is_success(code):
        return scene.words.gettext("`{code}` is no error. It means that everything went well.").format(code=code)
    return scene.words.gettext("I do not have `{code}` in my list.").format(code=code)


def _offer(scene: Scene, section: Section, asked: Sequence[str]) -> ActionButton:
    """The button of another section: called by its code where the message held one of its codes."""
    by_code = scene.corpus.sections_by_code
    code = next((code for code in asked if code in by_code and by_code[code][0] == section), None)
    if code:
        return ActionButton(f"{code} {section.title}", ShowCode(code))
    return ActionButton(scene.words.gettext("Or: {title}").format(title=section.title), ShowSection(section.id))


def _section_button(section: Section) -> ActionButton:
    return ActionButton(section.title, ShowSection(section.id))


def ranked(sections: Sequence[Section], scores: Sequence[float]) -> tuple[Ranked, ...]:
    """Sections with their confidence, for the outcome."""
    return tuple(Ranked(section.id, section.title, score) for section, score in zip(sections, scores, strict=True))
