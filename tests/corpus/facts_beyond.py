"""The facts that each section beyond the source article, and each safety notice, must contain in any wording.

They were written from the facts (changes in Windows activation since the article, the topic of each section, the
purpose of each notice), not from the corpus. A fact is a name and a regular expression, as in `tests.corpus.facts`.
"""

from __future__ import annotations

from collections.abc import Mapping

from tests.corpus.facts import (
    ASK_COMPANY_SUPPORT,
    AUTOMATICALLY,
    BUY,
    CONTACT_THEM,
    ENTER,
    HARDWARE,
    NOT,
    PORTAL_ADDRESS,
    WINDOWS_8_1,
    Expected,
    Facts,
    near,
    then,
)


def early(pattern: str, within: int = 200) -> str:
    """Return a pattern for text that must begin among the first characters."""
    return rf"\A.{{0,{within}}}(?:{pattern})"


def denied(pattern: str, within: int = 40) -> str:
    """Return a pattern for something that is said not to be so, or not to be done."""
    return near(rf"{NOT}|\bingenting\b", pattern, within)


KEY = r"nyck(?:el|lar)"
LICENCE = r"licens"
OWN_LICENCE = rf"\b(?:egen|eget|egna|ny|nya|annan|äkta|giltig|riktig|köpt)\b.{{0,30}}(?:{KEY}|{LICENCE})"
FREE = r"gratis|kostnadsfri|\bkostar (?:inget|ingenting|inte)|utan kostnad|\bfri\b"
PREINSTALLED = (
    r"\boem\b|\boem[-_]|förinstallera|\bfölj(?:de|er|t)\b.{0,15}\bmed\b|\bfanns\b.{0,20}(?:på|i) datorn"
    r"|redan (?:på|i) datorn|\bkom med\b|på köpet|från (?:början|fabrik)"
)
BOUGHT = (
    r"\bretail\b|fullversion|kartong|förpackning|\blös(?:t|a)?\b|separat|för sig|ladda\w* (?:ner|ned|hem)|nedladda"
    r"|köpt|köpte|\bi (?:en )?(?:butik|affär)"
)
ORGANISATION = (
    r"organisation|företag|arbetsplats|arbetsgivar|\bjobb|arbete|skola|\bskol|förening|myndighet|\bverksamhet"
)
FIRMWARE = r"\bbios\b|\buefi\b|firmware|fast(?:a)? program|inbygg|moderkort|\bmsdm\b|(?:sparad|lagrad)\w* i datorn"
GENERIC = r"generisk|allmän|installationsnyck|standardnyck|platshållar"
TROUBLESHOOTER = r"felsök"
RESTART = r"\bstarta(?:r|t|de)? (?:\w+ ){0,2}om\b|omstart"
REINSTALL = (
    r"\binstallera\w* (?:\w+ ){0,3}om\b|ominstall|återinstall|nyinstall|ny installation"
    r"|\binstallera\w*.{0,40}(?:\bigen\b|på nytt|från början|från grunden)"
)
COPY_FILES = near(r"kopiera|\bspara\b", r"\bfiler|bilder|dokument|\ballt\b|det du vill", 50) + "|säkerhetskopi"
COPY_FILES_FIRST = near(COPY_FILES, r"\bförst\b|\binnan\b|\bföre\b|\bsedan\b|därefter", 60)
COPY_BEFORE_INSTALLING = near(COPY_FILES_FIRST, r"install", 160)
EXPIRES = r"\b(?:går|gått|gick) ut\b|\blöp(?:er|t|te)\b.{0,10}ut|tidsbegräns|upphör|slutar gälla|utgång|\bdagar\b"
EVALUATION = r"utvärdering|\bevaluation|prov(?:version|exemplar|kopi)|test(?:version|exemplar|kopi)"
VIRTUAL = r"virtuell|\bvm\b|\bgäst"
NOTHING_WRONG = (
    r"inget (?:är )?fel|ingenting (?:är )?fel|inte (?:är )?(?:något |ett |några )?fel|som (?:det|den) ska"
    r"|i sin ordning|i ordning|\ballt är (?:bra|rätt|klart)|helt rätt|är rätt|normalt|ingen fara|inget att oroa"
)
ACTIVATES_NOT = denied(r"aktiver|fungera|godta|godkän|duger|\bgäller|\bgår\b|accepter", 40)
OFF_THE_NETWORK = (
    near(
        r"\bkoppla|\bdra\b|\bstäng|\bta\b|\bbryt|\bslå\b",
        r"\bnät|internet|wi-?fi|uppkoppling|sladd|kabel|nätverk",
        40,
    )
    + "|flygplansläge"
)
SCAN = r"genomsök|sökning|skann|\bsök(?:a|er)? igenom|\bsök(?:a|er)? genom|virussök"
FULL_SCAN = near(r"fullständig|\bfull\b|hela datorn|grundlig", SCAN, 40)
OFFLINE_SCAN = near(r"offline", rf"{SCAN}|defender|windows-säkerhet", 80)
CHANGE_PASSWORDS = near(r"\bbyt|\bändra|\bnya\b", r"lösenord", 40)
POLICE = near(r"polis", r"\b114[ -]?14\b", 80)
THE_BANK = near(r"\bbank(?:en)?\b(?!-?id)", r"\bring|kontakta|spärr|prata|\bhör|vänd dig|\bsäg", 60)
MONEY_BACK = near(r"pengar|betalning|köpet|summa", r"tillbaka|åter|reklamer|\bhäv|ersätt", 50) + "|återbetal|reklamera"
REMOVE = r"\bta(?:r|s)? (?:\w+ ){0,4}bort\b|\bbort\b|avinstallera|radera"
DO_NOT_RUN = (
    r"\b(?:kör|öppna|starta|använd|installera|klicka|släpp)\b.{0,30}\b(?:inte|aldrig|inget|inga|ingenting)\b"
    r"|\b(?:inte|aldrig|låt bli|undvik)\b.{0,25}\b(?:köra?|öppna|starta|använda?|installera|klicka|släppa?)\b"
)

SCANS: Facts = {
    "a full scan": FULL_SCAN,
    "and an offline scan": OFFLINE_SCAN,
}

BEYOND: Mapping[str, Expected] = {
    "move-license": Expected(
        label="MOVE",
        links=(),
        facts={
            "a licence bought by itself may be moved": near(
                BOUGHT,
                r"(?:får|kan|går|tillåt|rätt att)\w*.{0,50}(?:flytta|ta (?:\w+ ){0,2}med|använda)|flytt(?:a|bar)"
                r"|\bfölja? med (?:dig|till)",
                120,
            ),
            "if it is removed from the old computer": near(
                rf"{REMOVE}|avaktivera|/upk|sluta\w* använda|{NOT}.{{0,25}}används|en dator (?:i taget|åt gången)",
                r"\bgamla\b|\bförra\b|tidigare|första|den andra|i taget|åt gången",
                80,
            ),
            "one that came with the computer may not": near(
                PREINSTALLED,
                denied(r"flytta|ta (?:\w+ ){0,2}med|\bföljer?\b.{0,20}\bmed\b", 50)
                + r"|stannar|(?:hör|bunden|knuten|kopplad|låst) (?:ihop |bara )?(?:till|med|vid)|\bbara\b.{0,30}dator",
                120,
            ),
            "an organisation's licence stays the organisation's": near(
                rf"volym|(?:{ORGANISATION})\w*.{{0,25}}{LICENCE}|{LICENCE}\w*.{{0,40}}(?:{ORGANISATION})",
                rf"\b(?:till)?hör\b|\bäg(?:s|er)\b|\b(?:organisationen|arbetsplatsen|företaget|skolan|jobbet)s\b"
                rf"|stannar|{denied('flytta|ta med|privat|använda', 50)}",
                90,
            ),
            "slmgr /dli shows which kind it is": near(
                r"slmgr(?:\.vbs)? [/-]dli", r"\bretail|\boem|\bvolume|\bslag|\bsort|\btyp|kanal", 150
            ),
            "enter the key on the new computer": r"ändra produktnyckel|" + then(ENTER, KEY, within=50),
            "the portal if the key is said to be used": r"portal|aka\.ms/aoh|visualsupport|slui 0?4",
            "what goes with the old computer when it is sold": near(
                r"\bsälj(?:a|er|s|as)?\b|\bsål(?:d|t|de)\b|\bge\w* bort|skänk|lämna\w* (?:bort|vidare)|överlåt",
                rf"{LICENCE}|{KEY}",
                120,
            ),
        },
    ),
    "upgrade-to-pro": Expected(
        label="UPGRADE",
        links=(),
        facts={
            "it is done under Aktivering": near(
                r"aktivering",
                r"uppgradera\w*.{0,30}(?:utgåva|version|\bpro\b)|utgåva\w*.{0,30}uppgrader|ändra produktnyckel",
                150,
            ),
            "with a key for Pro": near(
                rf"\bpro-?{KEY}|{KEY}\w*.{{0,30}}\bpro\b|\bpro\b.{{0,30}}{KEY}",
                rf"{ENTER}|ändra|\bhar\b|köpt|med en",
                90,
            ),
            "or bought in Microsoft Store": near(r"\bstore\b", BUY, 110),
            "the generic Pro key changes the edition without activating": near(
                rf"{GENERIC}", denied(r"aktiver", 50), 140
            ),
            "if it fails, restart": RESTART,
            "and try again with the account that bought it": near(
                r"\blogga|inlogg",
                r"konto\w*.{0,60}(?:köp|betal|beställ)|(?:köp|betal|beställ)\w*.{0,60}konto|samma (?:microsoft-)?konto",
                90,
            ),
            "a bought Pro licence is a licence of its own": near(
                r"\bpro\b|\bpro-",
                rf"(?:egen|eget|separat|fristående|särskild|skild|annan) {LICENCE}|{LICENCE}\w* för sig|två licenser"
                r"|vid sidan av|(?:ersätter|ändrar|byter) inte",
                90,
            ),
            "nothing is reinstalled, or files and programs stay": denied(
                r"installera\w* (?:\w+ ){0,2}om\b|ominstall", 40
            )
            + "|"
            + near(r"\bfiler|program|bilder", r"\bkvar\b|orörda|behåll|försvinner inte|påverkas inte", 60),
        },
    ),
    "change-edition-back": Expected(
        label="BACK",
        links=(),
        facts={
            "from Enterprise to Pro with a Pro key": near(
                r"enterprise", rf"\bpro-?{KEY}|{KEY}\w*.{{0,30}}\bpro\b|\bpro\b.{{0,40}}{KEY}", 140
            ),
            "without a reinstallation": denied(REINSTALL, 40) + r"|slipper.{0,30}install|\bfiler\w*.{0,30}\bkvar\b",
            "from Pro to Home only by installing Home": near(
                r"\bhome\b", rf"{REINSTALL}|\binstallera\w* (?:windows )?(?:1[01] )?home", 100
            ),
            "copy the files first": COPY_BEFORE_INSTALLING,
            "a computer that came with Home still has that licence": near(
                r"\bhome\b|home-",
                rf"{LICENCE}\w*.{{0,40}}(?:\bkvar\b|fortfarande|finns|\bhar\b)"
                rf"|(?:\bkvar\b|fortfarande|finns|\bhar\b).{{0,40}}{LICENCE}|{PREINSTALLED}",
                120,
            ),
            "and activates by itself afterwards": near(r"aktiver", AUTOMATICALLY, 60),
            "N editions need their own key": near(
                r"\bn-(?:utgåv|version|variant|upplag)\w*|\b(?:home|pro|education|enterprise|bokstaven|utgåva\w*) n\b",
                rf"{KEY}|{LICENCE}",
                120,
            ),
            "LTSC is an edition of its own": near(
                r"\bltsc\b|\biot\b",
                r"\beg(?:en|et|na)\b|särskild|för sig|volymlicens|med (?:enheten|datorn|apparaten)|\bannan\b",
                120,
            ),
        },
    ),
    "enterprise-subscription": Expected(
        label="SUBSCRIPTION",
        links=(),
        facts={
            "Enterprise or Education by subscription": near(
                r"enterprise|education", r"prenumeration|abonnemang|\be3\b|\be5\b", 80
            ),
            "it needs an activated Pro underneath": near(
                r"\baktiv\w*.{0,40}\bpro\b|\bpro\b.{0,60}\baktiv",
                r"under|grund|botten|\bförst\b|behöv|kräv|måste|redan|ovanpå|bygg|vilar|\bbas\b|förutsätt",
                110,
            ),
            "sign in with the account of work or school": near(
                r"\blogga\w* (?:\w+ )?in\b|inlogg",
                r"(?:arbets|jobb|skol|företags|organisation)\w*.{0,20}konto|konto\w*.{0,40}(?:arbete|jobb|skol|organisation)"
                r"|\bentra\b|azure ad",
                90,
            ),
            "that account must have a licence": near(r"konto|användar", rf"{LICENCE}|prenumeration|tilldela", 60),
            "without it, Windows falls back to Pro": r"(?:tillbaka|återgå|faller|övergå|\bblir\b|byter|ändras|går över)"
            r"\w*.{0,50}\bpro\b|\bpro\b.{0,30}(?:\bigen\b|i ?stället)",
            "a sign-in that has expired, or a check, asks to sign in again": (
                r"\blogga\w* (?:\w+ ){0,4}(?:igen|på nytt|om)\b"
                r"|inlogg\w*.{0,40}(?:gått ut|går ut|löp|gammal|upphör|förnya)"
                r"|\bmfa\b|flerfaktor|tvåfaktor|multifaktor|tvåsteg|verifiera|bekräfta.{0,40}(?:inlogg|identitet|är du)"
            ),
            "otherwise ask the company's or school's support": ASK_COMPANY_SUPPORT
            + "|"
            + then(
                CONTACT_THEM, r"administratör|\bit\b|\bit-|systemansvar|skolan|jobbet|arbetsplats|support", within=40
            ),
        },
    ),
    "evaluation-copy": Expected(
        label="EVALUATION",
        links=(),
        facts={
            "an evaluation copy runs out": near(EVALUATION, EXPIRES, 110),
            "Enterprise after 90 days": near(r"\b90\b|nittio", r"enterprise", 70),
            "Server after 180 days": near(r"\b180\b|etthundraåttio", r"server", 70),
            "an ordinary key does not activate it": near(
                near(KEY, r"köpt|vanlig|\begen\b|\bdin\b|butik|\bpro\b|retail", 50), ACTIVATES_NOT, 80
            ),
            "an ordinary Windows must be installed instead": near(
                rf"{REINSTALL}|\binstallera\w*",
                r"\bom\b|ominstall|vanlig|fullständig|riktig|\bfull\b|på nytt|\bigen\b|i ?stället",
                60,
            ),
            "copy the files first": COPY_BEFORE_INSTALLING,
            "once expired it shuts down every hour": near(
                r"\bstäng|\bslå[sr]?\b|\bslocknar|startar", r"\btimme\b|\btimmen\b|60 minut", 60
            ),
            "an Insider build runs out too": near(
                r"insider", rf"{EXPIRES}|uppdater|nyare|\bockså\b|\bsamma\b|likadan|detsamma|lämna", 110
            ),
        },
    ),
    "virtual-machine": Expected(
        label="VM",
        links=(),
        facts={
            "every virtual machine needs a licence of its own": near(
                VIRTUAL, rf"\b(?:egen|eget|egna|varsin|separat\w*)\b.{{0,25}}(?:{LICENCE}|{KEY})", 90
            ),
            "the key built into the host does not hold for it": near(
                near(
                    rf"{KEY}|\boem-?{LICENCE}|\bdatorns (?:egen )?{LICENCE}|värd\w* {LICENCE}",
                    rf"\bvärd|fysisk|\bdatorn|\bmac|{FIRMWARE}|{PREINSTALLED}",
                    70,
                ),
                denied(rf"\bgäller|\bfår\b|räcker|använd|{VIRTUAL}", 60),
                110,
            ),
            "a clone or another host counts as a new computer": near(
                rf"\bklon|kopi|\bflytta|(?:annan|ny) värd|\buuid\b|{HARDWARE}",
                r"\b(?:ny|nya|annan|främmande) (?:\w+ )?(?:dator|maskin)|\binte igen\b",
                110,
            ),
            "a snapshot from before the activation is not activated": near(
                r"ögonblicksbild|snapshot|kontrollpunkt|avbildning|sparat läge",
                near(r"aktiver", rf"{NOT}|\bföre\b|\binnan\b", 50),
                110,
            ),
            "images for many computers are generalised": r"sysprep|generaliser",
            "and activated by KMS, Active Directory or subscription": near(
                r"\bkms\b|kms-", r"active directory|\badba\b|prenumeration|abonnemang", 110
            ),
            "Windows on a Mac needs its licence as well": near(
                r"parallels|boot ?camp|\bmac(?:en|ar)?\b|mac-dator", rf"{LICENCE}|{KEY}", 130
            ),
        },
    ),
    "key-in-firmware": Expected(
        label="FIRMWARE",
        links=(),
        facts={
            "the key is stored in the computer": near(KEY, r"\bbios\b|\buefi\b|firmware|fast(?:a)? program", 90),
            "in most computers sold with Windows 8 or later": r"windows 8\b.{0,30}(?:senare|nyare|framåt)"
            r"|(?:sedan|från(?: och med)?) windows 8\b|(?:sedan|efter|från).{0,20}\b201[23]\b",
            "setup uses it without asking": near(
                r"install",
                denied(r"fråga|\bval\b|välja", 40) + rf"|hoppa\w* över|{AUTOMATICALLY}",
                100,
            ),
            "and so picks the edition": near(
                r"utgåva", r"\bvälj|\bväljs|bestäm|\bstyr|avgör|\bvald|\bvalet|hamna|därför|\bså\b", 70
            ),
            "how to read it": near(r"powershell|terminal", r"oa3xoriginalproductkey", 200),
            "a file on the installation medium picks another edition": near(
                r"\bei\.cfg|\bpid\.txt", r"\bfil|installationsmedi|\busb|\bmapp", 120
            ),
            "or change the key afterwards": near(
                rf"ändra produktnyckel|\bbyt\w*.{{0,25}}{KEY}|{ENTER}.{{0,40}}{KEY}|\bändra\w*.{{0,20}}{KEY}",
                r"\befter|\bsedan\b|i efterhand|senare|\bnär\b|i stället|\beller\b",
                90,
            ),
        },
    ),
    "old-windows-key": Expected(
        label="OLDKEY",
        links=(),
        facts={
            "a key for Windows 7 no longer activates": near(
                r"windows 7\b",
                rf"{ACTIVATES_NOT}|slutade|\bstopp|upphörde|tog slut|\bslut\b",
                140,
            ),
            "nor one for 8 or 8.1": WINDOWS_8_1,
            "since September 2023": r"september 2023",
            "in new installations": near(
                r"windows 7\b|8\.1|\b2023\b",
                rf"{REINSTALL}|\bny(?:a|tt)? (?:\w+ )?install|\bnya? dator|aktivera\w*.{{0,30}}\bnya?\b",
                140,
            ),
            "a computer with a digital licence keeps it": near(
                r"digital\w* licens", r"behåll|\bkvar\b|fortsätt|fortfarande|\bgäller\b|påverkas inte|ändå", 90
            ),
            "from an activated Windows 10 to 11 is still free": near(
                r"\b10\b.{0,60}\b11\b|\b11\b.{0,60}\b10\b", FREE, 90
            ),
            "otherwise a licence of one's own is needed": near(
                rf"{BUY}|behöv|kräv|skaffa|måste",
                rf"{OWN_LICENCE}|windows 1[01][ -](?:{KEY}|{LICENCE})|(?:{KEY}|{LICENCE})\w*.{{0,25}}windows 1[01]",
                80,
            ),
        },
    ),
    "not-genuine": Expected(
        label="NOTGENUINE",
        links=(),
        facts={
            "cheap keys are often an organisation's or sold many times": near(
                r"billig|lågt pris|låga pris|för bra|\bkronor|\bkr\b|gråmarknad|marknadsplats|\bpris",
                r"volym|företag|organisation|\bskol|(?:flera|många) (?:gånger|köpare|personer|datorer)|stul",
                140,
            ),
            "a key that worked may be blocked later": near(
                r"spärra|blockera",
                r"\befter|senare|i efterhand|\bsedan\b|fungera\w*|\bförst\b|när som helst|en tid|månad|plötsligt",
                110,
            ),
            "a blocked key cannot be saved": near(
                r"spärra|blockera",
                denied(r"rädda|\bhäv|återställ|fungera|aktivera|användas?\b|laga|låsa upp|öppna|\bigen\b", 50),
                100,
            ),
            "claim the money back from the seller or the marketplace": near(
                MONEY_BACK, r"säljar|butik|marknadsplats|\bsålde\b|\bhandla", 110
            ),
            "the warning early: run nothing that a seller sends": early(
                near(
                    DO_NOT_RUN,
                    r"\bfil|program|skript|fjärr|säljar|skicka",
                    90,
                ),
                700,
            ),
            "a Windows that came with the computer has its own licence": near(
                PREINSTALLED, rf"{LICENCE}|{KEY}|aktiver|tillverkar|butik", 120
            ),
            "a key or licence of one's own instead": near(
                rf"ändra produktnyckel|{ENTER}|{BUY}|skaffa|\bbyt|behöv", OWN_LICENCE, 80
            ),
        },
    ),
    "used-computer": Expected(
        label="USED",
        links=(),
        facts={
            "a licence is often built into the computer": near(FIRMWARE, rf"{LICENCE}|{KEY}", 90),
            "that edition activates after a reinstallation": near(
                rf"{REINSTALL}|\binstallera\w*.{{0,40}}(?:utgåva|\bhome\b|\bpro\b)", r"aktiver", 160
            ),
            "copy the files first": COPY_BEFORE_INSTALLING,
            "an organisation's licence does not come with it": near(
                ORGANISATION,
                near(LICENCE, rf"{NOT}|\bstanna|\bkvar hos", 60),
                90,
            ),
            "its settings may be left on the computer": near(
                ORGANISATION, r"inställning|hanter|\bstyr|administrera|\bintune|autopilot|policy|registrera|\bkonto", 90
            ),
            "ask it to release the computer": near(
                CONTACT_THEM,
                r"\bsläpp|\bta(?:r)? (?:\w+ ){0,3}bort|avregistrer|frigör|\blossa|koppla (?:\w+ )?(?:loss|bort)",
                110,
            ),
            "ask the seller or the former owner": near(
                rf"{CONTACT_THEM}|\bkräv|\bbegär|reklamera",
                r"säljar|butik|(?:den|de|dem) som sålde|(?:förra|tidigare|förre|gamla) ägar|\bgivar",
                60,
            ),
            "otherwise a licence of one's own": near(
                rf"{BUY}|skaffa|behöv|{ENTER}|ändra produktnyckel", rf"{OWN_LICENCE}|\bdin {KEY}", 70
            ),
        },
    ),
    "activation-lost": Expected(
        label="LOST",
        links=(),
        facts={
            "the troubleshooter first": near(TROUBLESHOOTER, r"\bförst|\bbörja|\bprova|\bkör|\bvälj|klicka|tryck", 70),
            "the clock may be wrong": near(
                r"klocka|datum|\btiden\b|tidszon",
                r"\bfel\b|stämmer|\brätt|kontrollera|\bkolla|ställ|\bse (?:till|efter)",
                60,
            ),
            "a sign-in for work or school may have expired": near(
                r"\blogga\w*|inlogg", rf"{ORGANISATION}|prenumeration|enterprise", 100
            ),
            "a computer from work must reach its server within 180 days": near(
                r"\b180\b|halvår|sex månader", rf"{ORGANISATION}|\bkms\b|kms-|server", 130
            ),
            "an illegal activator stops working as well": r"olaglig|olovlig|piratkopi|aktivator|\bkms ?pico|\bcrack"
            r"|program\w*.{0,30}(?:lura|kringgå)",
            "a BIOS update or a TPM reset makes it look like another computer": near(
                r"\bbios|\buefi|firmware|\btpm\b|tpm-",
                r"(?:annan|ny|främmande) (?:\w+ )?(?:dator|maskin)|\binte igen\b|\bbytt",
                160,
            ),
            "Microsoft may have blocked the key since": near(KEY, r"spärra|blockera", 70),
            "slmgr /dli shows the kind of licence": r"slmgr(?:\.vbs)? [/-]dli",
        },
    ),
    "licensing-service-damaged": Expected(
        label="SERVICE",
        links=(),
        facts={
            "the service is sppsvc": near(r"sppsvc|programvaruskydd|software protection", r"tjänst", 60),
            "it starts automatically, with delay": near(r"automatisk", r"fördröj|försen|senarelag", 40),
            "that it stops by itself is normal": near(
                r"\bstopp|\bstanna|avsluta|\bstängs|inte (?:är )?i ?gång|vilar", NOTHING_WRONG, 90
            ),
            "as an administrator": near(
                r"administratör", r"kommandotolk|terminal|powershell|\bkör\b|\böppna|\bcmd\b", 60
            ),
            "sfc, then DISM": then(
                r"sfc(?:\.exe)? /scannow", r"dism(?:\.exe)? /online /cleanup-image /restorehealth", within=160
            ),
            "restart, install the licence files again, activate": near(
                RESTART, then(r"slmgr(?:\.vbs)? [/-]rilc", r"aktiver|[/-]ato\b", within=120), 120
            ),
            "a repair installation as the last resort": near(
                r"repar\w*.{0,25}install|install\w*.{0,25}repar|reparation|installera\w* (?:\w+ ){0,2}om\b|ominstall",
                r"\bsist|till slut|\binget\b|nödfall|\binte\b|fortfarande|annars|\bkvar",
                120,
            ),
            "copy the files before that": COPY_BEFORE_INSTALLING,
        },
    ),
    "generic-key": Expected(
        label="GENERICKEY",
        links=(),
        facts={
            "a generic key is Microsoft's public installation key": near(GENERIC, r"microsoft", 110),
            "it chooses the edition": near(
                r"\bvälj|bestäm|avgör|\bstyr|\bbyt|talar om|\banger|\btill för att", r"utgåva", 70
            ),
            "it never activates": near(rf"{GENERIC}|{KEY}|\bden\b|\bde\b", denied(r"aktiver", 40), 60),
            "a computer with a digital licence shows it": near(
                r"digital\w* licens",
                near(r"\bvisa|\bstår|\bser\b|\bsyn[sa]|\bhar\b|\bger\b|\bhitta", rf"{GENERIC}|{KEY}", 70),
                120,
            ),
            "the same on every such computer": near(
                r"\bsamma\b|likadan|\blika\b", r"\balla\b|\bvarje\b|\bandra\b|många|miljon", 60
            ),
            "and that is right": NOTHING_WRONG,
            "activation takes a key or a digital licence of one's own": near(
                rf"{OWN_LICENCE}|\bdin {KEY}|digital\w* licens",
                rf"behöv|kräv|måste|\bbara\b|{ENTER}|aktivera\w* (?:\w+ )?(?:med|av|genom)|för att aktivera",
                70,
            ),
        },
    ),
    "link-microsoft-account": Expected(
        label="ACCOUNT",
        links=(),
        facts={
            "add an account under Aktivering": near(
                r"lägg till (?:ett |ditt )?(?:microsoft-)?konto", r"aktivering", 180
            ),
            "it says kopplad till ditt Microsoft-konto": r"(?:kopplad|länkad) till (?:ditt|ett) microsoft-konto",
            "do it before parts are replaced": near(
                r"\bföre\b|\binnan\b|i förväg", rf"{HARDWARE}|\bbyt|\bdelar\b|\blaga", 60
            ),
            "activation needs no account": near(
                r"\baktiver",
                r"\b(?:inte|inget|utan|ej)\b.{0,40}(?:konto|nödvändig|behöv|kräv)|konto\w*.{0,30}\binte\b"
                r"|(?:behöv|kräv)\w*.{0,10}\b(?:inte|inget)\b",
                80,
            ),
            "not in the list: another account": near(
                r"\blista", r"\b(?:annat|fel|samma|rätt|det) (?:microsoft-)?konto|konto\w*.{0,20}\b(?:annat|fel)\b", 200
            ),
            "another edition": near(
                r"\blista", r"(?:annan|fel|samma|rätt|olika) utgåva|utgåva\w*.{0,40}\b(?:annan|inte|fel|samma)\b", 300
            ),
            "a licence that came with the old computer": near(
                LICENCE, rf"{PREINSTALLED}|\bhör(?:de)? (?:ihop )?(?:till|med)|gamla datorn", 80
            ),
            "reactivated too many times": r"(?:för|alltför) (?:många|ofta)|(?:många|flera) gånger|gränsen",
        },
    ),
    "volume-activation-for-administrators": Expected(
        label="ADMIN",
        links=(),
        facts={
            "KMS needs 25 clients or 5 servers": near(
                r"\b25\b.{0,30}(?:klient|dator|windows)|klient\w*.{0,15}\b25\b",
                r"\b(?:5|fem)\b.{0,25}serv(?:er|rar)|serv(?:er|rar)\w*.{0,15}\b(?:5|fem)\b",
                90,
            ),
            "0xC004F038 is a count that is too low": near(
                r"c004f038|\bf038",
                r"\blågt?\b|\blåga\b|för få|räcker inte|otillräcklig|inte tillräcklig|insufficient",
                110,
            ),
            "an activation lasts 180 days and is renewed every 7": near(
                r"\b180\b", r"\b(?:7|sju|sjunde)\b|i veckan|varje vecka", 90
            ),
            "Active Directory-based activation has no count": near(
                r"active directory|\badba\b", denied(r"räkn|antal|\bminst|minimi|tröskel|gräns", 50), 120
            ),
            "the MAK count is in the admin center": near(
                r"\bmak\b|mak-", r"admin\w* ?center|administrationscent|microsoft 365", 130
            ),
            "Microsoft raises it on request": near(
                r"microsoft|support", r"\bhöj|\böka|\butök|fler aktivering|fylla? på", 90
            ),
            "the DNS record and the port": near(r"_?vlmcs\._?tcp", r"\b1688\b", 250),
            "images are generalised, clones count as one": near(
                r"sysprep|generaliser|\bcmid\b", r"\bklon|avbild|\bimage|\bmall|\bsom en\b", 130
            ),
        },
    ),
    "activation-portal": Expected(
        label="PORTAL",
        links=(PORTAL_ADDRESS,),
        facts={
            "activation by telephone ended on 3 December 2025": near(
                r"telefon|\bringa?|samtal", r"\b3(?:\.|:e)? december 2025", 120
            ),
            "the portal, on any device such as a phone": near(
                r"aka\.ms/aoh|visualsupport\.microsoft\.com",
                r"mobil|telefon|surfplatta|(?:annan|vilken) \w*(?:enhet|dator)",
                110,
            ),
            "SLUI 04 shows the installation ID": near(r"slui 0?4", r"installations-?id", 100),
            "sign in, choose Activate a Microsoft product, enter the ID": then(
                r"\blogga in", r"activate a microsoft product", r"installations-?id", within=150
            ),
            "enter the confirmation ID on the computer": near(r"bekräftelse-?id", r"\bdatorn\b", 70),
            "the computer need not be online": near(
                r"dator|\bden\b",
                r"offline|frånkoppla|\b(?:inte|inget|ingen|utan)\b.{0,40}(?:internet|uppkoppl|anslut|\bnätet\b)"
                r"|(?:internet|uppkoppling|anslutning)\w*.{0,20}(?:behövs|krävs) inte",
                60,
            ),
            "if it fails, Contact Assisted Support": r"contact assisted support",
            "the warning early: false numbers, never search for one": early(
                near(r"nummer|\bnumret", rf"falsk|bluff|bedräg|lura|{denied('sök|googla|leta', 30)}", 80), 700
            ),
        },
    ),
    "windows-10-support-ended": Expected(
        label="ENDOFSUPPORT",
        links=(),
        facts={
            "support ended on 14 October 2025": r"\b14(?:\.|:e)? oktober 2025",
            "it can still be activated": near(
                r"fortfarande|\bändå\b|fortsätt|\bkan\b(?! (?:inte|aldrig))|går (?:\w+ )?att(?<!inte att)"
                r"|som (?:förut|vanligt)",
                r"aktivera",
                60,
            ),
            "it goes on working": near(
                r"fungera|använda|\bgå\b", r"fortsätt|fortfarande|\bändå\b|vidare|som (?:förut|vanligt)", 40
            ),
            "security updates for private people through ESU": near(
                r"\besu\b|extended security updates", r"säkerhetsuppdatering|extended security updates", 90
            ),
            "until October 2027": r"oktober 2027",
            "enrolment is in Windows Update": near(
                r"anmäl|registrera|\banslut|gå med|skriv\w* in|\bdelta", r"windows update", 130
            ),
            "which has nothing to do with the activation": near(
                r"\besu\b|säkerhetsuppdatering|anmäl|support",
                near(r"aktiver", r"\binget\b|ingenting|\binte\b|annan sak|skilda|olika", 60),
                160,
            ),
            "the upgrade to Windows 11 is free where the computer can": near(r"windows 11|till 11", FREE, 110),
        },
    ),
    "windows-is-activated": Expected(
        label="ACTIVATED",
        links=(),
        facts={
            "early: nothing is wrong": early(
                rf"{NOTHING_WRONG}|behöver (?:du )?inte göra|inget (?:mer )?att göra|\ballt (?:är )?klart", 300
            ),
            "it says that Windows is activated": r"windows (?:har aktiverats|är aktiverat|har blivit aktiverat)",
            "or with a digital licence": r"digital\w* licens",
            "where to see it": near(
                r"aktivering", r"inställningar|\bsystem\b|\bskriv|\böppna|\bsök|uppdatering och säkerhet", 90
            ),
            "slmgr /xpr tells whether it is permanent": near(
                r"slmgr(?:\.vbs)? [/-]xpr", r"permanent|för gott|för alltid|datum|\bgår ut|\bvisar|\bsäger", 120
            ),
            "0x00000000 and 0x4004… are no errors": near(
                r"0x0{8}|0x4004", rf"{NOTHING_WRONG}|lycka|gick bra|\binga?\b.{{0,20}}fel|\bklart?\b|\brätt\b", 120
            ),
        },
    ),
    "without-activation": Expected(
        label="WITHOUT",
        links=(),
        facts={
            "a text stands on the screen": r"vattenstämpel|vattenmärke|"
            + near(r"\btext|påminnelse", r"\bhörn|\bskärm|\bnere\b|skrivbord", 60),
            "personalisation is locked": near(r"anpass|bakgrund|\btema|\bfärg", rf"{NOT}|\blås|spärra", 60),
            "Windows reminds": r"påminn",
            "nothing is deleted": near(r"\bfiler|bilder|dokument|program", r"\bkvar\b|orörda|behåll|i fred", 60)
            + "|"
            + denied(r"radera|\bbort\b|försvinn|förlora|förstör", 40),
            "security updates keep coming": near(
                r"säkerhetsuppdatering|\buppdateringar",
                r"fortsätt|\bkommer\b|ändå|\bkvar\b|\bfår\b|som vanligt|fortfarande|som förut",
                60,
            ),
            "whether it is allowed: the terms ask for a licence": near(
                r"laglig|\blag(?:en)?\b|villkor|\bavtal|tillåt|\brätt att\b|\bbrott", rf"{LICENCE}|aktiver|{KEY}", 110
            ),
            "no hurry": rf"{NOT}.{{0,20}}(?:bråttom|brådsk|tidsgräns|panik|sista dag|slutdatum|farlig|fara)"
            r"|brådskar|lugn och ro|ta det lugnt|så länge du|när (?:det passar|du vill)|\bvänta\b",
        },
    ),
    "buy-license": Expected(
        label="BUY",
        links=(),
        facts={
            "see first whether a licence is there already": near(
                rf"{PREINSTALLED}|\bredan\b|har du en {KEY}|digital\w* licens",
                denied(r"köp|betal|\bny\b|skaffa", 50) + r"|slipp",
                160,
            ),
            "in Microsoft Store": near(r"\bstore\b", r"köp|\bsälj|\bsålde|pris", 110),
            "the price is shown before one pays": near(
                r"\bpris|\bkosta", r"\bstore\b|\binnan\b|\bföre\b|\bser du\b|\bvisas|\bstår\b|butik", 90
            ),
            "or a shop one can trust": near(
                r"butik|återförsälj|\bhandlare|\bhandla|säljar|\baffär",
                r"\blita|\bkänd|välkänd|seriös|pålitlig|etablera|auktorisera|trygg",
                70,
            ),
            "cheap keys are a risk": near(
                r"billig|lågt pris|låga pris|för bra|marknadsplats|auktion|\bannons",
                r"spärra|\bakta|\bvarn|undvik|\brisk|volym|bluff|lura|stul|"
                + denied(r"köp|lita|handla|äkta|gälla|giltig", 25),
                110,
            ),
            "Home or Pro": near(r"\bhome\b", r"\bpro\b", 150),
            "the activation itself costs nothing": near(
                r"aktivera|aktivering", rf"{FREE}|{denied('betal|kosta', 30)}", 80
            ),
        },
        windows_10={
            "Microsoft no longer sells Windows 10": near(
                r"windows 10\b", denied(r"\bsälj|till salu|att köpa", 40) + r"|\bsluta(?:de|t)\b|upphört", 90
            ),
            "a Windows 11 licence": near(BUY, r"windows 11\b", 60),
            "and a free upgrade where the computer can": near(r"uppgrader", FREE, 80),
            "or a Windows 10 key from a trusted shop": near(
                rf"windows 10[ -](?:{KEY}|{LICENCE})|(?:{KEY}|{LICENCE})\w*.{{0,25}}windows 10\b",
                r"butik|\blita|återförsälj|\bhandl",
                80,
            ),
        },
    ),
}

SAFETY: Mapping[str, Facts] = {
    "safety-seller-program": {
        "early: do not run it": early(DO_NOT_RUN, 160),
        "if it has been run": r"\bredan\b|\bhar du\b.{0,25}(?:kört|öppnat|startat|släppt|använt|gjort|installerat)"
        r"|om du (?:\w+ )?(?:har|hann|körde)",
        "then off the network": OFF_THE_NETWORK,
        **SCANS,
        "in Windows-säkerhet": near(r"windows-säkerhet", SCAN, 100),
        "change the passwords": CHANGE_PASSWORDS,
        "then a licence of one's own": near(
            rf"\b(?:egen|eget|egna|din|äkta|giltig|riktig)\b.{{0,30}}(?:{KEY}|{LICENCE})",
            r"aktiver|\bsedan|därefter|\bskriv|\bange|köp|skaffa|använd|ordna",
            80,
        ),
        "report it to the police": POLICE,
        "and to Microsoft": near(r"anmäl|rapportera|\btipsa|berätta", r"microsoft", 110),
        "claim the money back": MONEY_BACK,
    },
    "safety-activator-used": {
        "early: a welcome": early(r"\bbra\b|\bfint\b|\bklokt|\bstarkt\b|\bskönt\b|\bgott\b|\bmodigt|rätt beslut", 80),
        "off the network": OFF_THE_NETWORK,
        "remove the activator": near(REMOVE, r"program|aktivator|\bkms|verktyg|\bdet\b|\bden\b", 60),
        **SCANS,
        "change the passwords": CHANGE_PASSWORDS,
        "then a licence of one's own": near(
            TROUBLESHOOTER, rf"\b(?:egen|eget|egna|din|äkta|giltig|riktig)\b.{{0,30}}(?:{KEY}|{LICENCE})", 170
        ),
        "at worst reinstall, the files copied first": near(REINSTALL, COPY_FILES_FIRST, 120),
        "no accusation": r"\A(?!.*(?:du har (?:begått|brutit|stulit|fuskat)|brottslig|straffbar|skäms|skyll dig"
        r"|(?<!inte )ditt eget fel|(?<!inte )ditt fel|\bdu borde\b|\bborde du\b|\btjuv))",
    },
    "safety-fake-support": {
        "early: it sounds like fraud": early(r"bedräg|bluff|\blura|svindel|skojar", 160),
        "Microsoft does not call": near(r"microsoft", denied(r"\bring(?:er|a|t)?\b", 30), 60),
        "Windows shows no number": near(
            r"windows|\bruta|\bvarning|felmeddelande|microsoft", denied(r"nummer|\bnumret", 40), 80
        ),
        "hang up": r"\blägg(?:a|er)? (?:\w+ ){0,2}på\b|avsluta\w* samtal|\bbryt\w* samtal|klicka bort samtal",
        "if they were let in or paid": near(
            r"\bredan\b|\bhar du\b|\bom du\b|\bhann\b", r"släppt|\bin\b|betala|kontroll|fjärr", 80
        ),
        "then off the network": OFF_THE_NETWORK,
        "the bank": THE_BANK,
        "remove the remote control": near(REMOVE, r"fjärr|teamviewer|anydesk|\bprogram", 70),
        "a scan": SCAN,
        "change the passwords": CHANGE_PASSWORDS,
        "report it": rf"{POLICE}|{near('anmäl', 'polis', 60)}",
        "the real portal is genuine": near(
            r"visualsupport\.microsoft\.com",
            r"\bäkta\b|\briktig|på riktigt|microsofts eg|ingen bluff|inte (?:någon )?bluff|\bär microsofts"
            r"|\b(?:till)?hör (?:till )?microsoft",
            130,
        ),
        "and its SMS": near(r"\bsms", r"portal|visualsupport|\bäkta\b|\briktig|microsoft", 110),
    },
    "safety-asked-to-pay": {
        "early: do not pay": early(denied(r"betala", 25), 160),
        "do not give the key away": near(KEY, denied(r"\b(?:lämna|ge|skicka|uppge|visa|dela|läs|skriv)\w*", 40), 60),
        "activation costs nothing": near(r"aktiver", FREE, 50),
        "Microsoft asks for no money": near(r"microsoft", denied(r"pengar|betal", 70), 90),
        "nor gift cards": near(r"microsoft", r"presentkort", 120),
        "nor BankID": near(r"microsoft", r"\bbank-?id", 140),
        "if it is done, the bank": THE_BANK,
        "the money back": MONEY_BACK,
        "the police": POLICE,
    },
}
