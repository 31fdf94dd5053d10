"""docs/phrases.md once more, written from that page alone: which lists of phrases a goods text mentions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

LANGUAGES = ("en", "fr", "es", "pt")
PLAIN, HYPHEN, SLASH, BREAK = range(4)
# the white space of Unicode; Python's own adds the four separators U+001C to U+001F
SPACE = r"[^\S\x1c-\x1f]"
BREAKS = re.compile(rf"[,;:()\[\]{{}}|\n\r]|\.{SPACE}")
HYPHENS = re.compile("[-\u2010-\u2015\u2212]")
SPACES = re.compile(SPACE)
WORD = re.compile(r"[^\W_]+")
NUMBER = re.compile(r"[0-9]+")
DIGIT = re.compile(r"[0-9]")
LETTERS = re.compile(r"[A-Z]+")
AMONG_OTHER_WORDS = frozenset("DE D DES DU DO DA DOS DAS DEL".split())
CHEMICAL_HEADS = frozenset("N O S R D L DL TERT SEC ISO ORTHO META PARA ALPHA BETA CIS TRANS".split())
# lists of marker phrases, and whether they are found by their forms
MARKERS = {
    "grammar_negation": False,
    "grammar_negation_next": False,
    "grammar_negation_after": False,
    "grammar_purpose": False,
    "grammar_heads_after": True,
    "grammar_heads_next": True,
    "grammar_heads_before": True,
}


class PhraseList(Protocol):
    """What is used of a list; the entries of `exact`, `use_after_comma` and `hyphens` are written as in `entries`."""

    name: str
    entries: tuple[str, ...]
    reading: str
    masked_by: tuple[str, ...]
    languages: tuple[str, ...]
    exact: tuple[str, ...]
    use_after_comma: tuple[str, ...]
    hyphens: tuple[str, ...]


# --- Tokens ---------------------------------------------------------------------------------------------------------


def shows_nothing(sign: str) -> bool:
    """Zero-width blanks, soft hyphens, marks of direction and of byte order, fillers, tags."""
    code = ord(sign)
    spans = (
        (0x180B, 0x180F),
        (0x200B, 0x200F),
        (0x202A, 0x202E),
        (0x2060, 0x206F),
        (0xFE00, 0xFE0F),
        (0xFFF9, 0xFFFB),
        (0x1D173, 0x1D17A),
        (0xE0000, 0xE0FFF),
    )
    alone = (0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x2800, 0x3164, 0xFEFF, 0xFFA0)
    return code in alone or any(first <= code <= last for first, last in spans)


# Letters that are no plain ones with an accent.
PLAIN = {"Ø": "O", "Ł": "L", "Đ": "D", "Ð": "D", "Ħ": "H", "Ŧ": "T", "Æ": "AE", "Œ": "OE", "Þ": "TH", "ẞ": "SS"}


def fold(text: str) -> str:
    """The text in capitals without accents; the signs stay."""
    text = text.upper()
    if text.isascii():
        return text
    text = unicodedata.normalize("NFKD", "".join(c for c in text if not shows_nothing(c)))
    text = "".join(c for c in text if not unicodedata.category(c).startswith("M")).upper()
    return "".join(PLAIN.get(c, c) for c in text)


def words_of(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(fold(text)))


def tokens_of(text: str) -> tuple[list[str], list[int], set[int]]:
    """The tokens, for each what stands before it, the end of the text being one more break, and which breaks are commas."""
    text = fold(text)
    words, before, end = [], [], 0
    commas = set()
    for match in WORD.finditer(text):
        signs = text[end : match.start()]
        end = match.end()
        if words and "," in signs and not BREAKS.search(signs.replace(",", "")):
            commas.add(len(words))
        if not words or BREAKS.search(signs):
            before.append(BREAK)
        else:
            hyphen = HYPHENS.search(signs) and not SPACES.search(signs)
            before.append(HYPHEN if hyphen else SLASH if "/" in signs else PLAIN)
        words.append(match.group())
    return words, [*before, BREAK], commas


# --- Forms ----------------------------------------------------------------------------------------------------------


def without(word: str, ending: str, instead: str = "") -> str:
    return word[: len(word) - len(ending)] + instead


# Of the rules forward, separated by semicolons on the page, the first that fits is followed; of those back, every one.


def english(w: str) -> list[str]:
    if w.endswith(("S", "X", "Z", "CH", "SH")):
        made = [w + "ES"]
    elif re.search("[^AEIOU]Y$", w):
        made = [without(w, "Y", "IES")]
    else:
        made = [w + "S"]
    if w.endswith("IES"):
        made.append(without(w, "IES", "Y"))
    if w.endswith(("SES", "XES", "ZES", "CHES", "SHES")):
        made.append(without(w, "ES"))
    if w.endswith("S") and not w.endswith(("SS", "US", "IS")):
        made.append(without(w, "S"))
    return made


def french(w: str) -> list[str]:
    if w.endswith(("AU", "EU")):
        made = [w + "X"]
    elif w.endswith("AL"):
        made = [without(w, "AL", "AUX")]
    elif w.endswith(("S", "X", "Z")):
        made = []
    else:
        made = [w + "S"]
    if w.endswith("AUX"):
        made += [without(w, "X"), without(w, "AUX", "AL")]
    if w.endswith("S") and not w.endswith("SS"):
        made.append(without(w, "S"))
    return made


def spanish(w: str) -> list[str]:
    if re.search("[AEIOU]$", w):
        made = [w + "S"]
    elif w.endswith("Z"):
        made = [without(w, "Z", "CES")]
    elif w.endswith("S"):
        made = []
    else:
        made = [w + "ES"]
    if w.endswith("CES"):
        made.append(without(w, "CES", "Z"))
    if re.search("[RNLDJ]ES$", w):
        made.append(without(w, "ES"))
    if re.search("[AEIOU]S$", w):
        made.append(without(w, "S"))
    return made


def portuguese(w: str) -> list[str]:
    made = []
    if w.endswith("AO"):
        made = [without(w, "AO", "OES"), w + "S"]
    elif re.search("[AEIOU]$", w):
        made = [w + "S"]
    elif w.endswith("M"):
        made = [without(w, "M", "NS")]
    elif re.search("[AEOU]L$", w):
        made = [without(w, "L", "IS")]
    elif w.endswith(("R", "Z")):
        made = [w + "ES"]
    if w.endswith("OES"):
        made.append(without(w, "OES", "AO"))
    if w.endswith("NS"):
        made.append(without(w, "NS", "M"))
    if re.search("[AEOU]IS$", w):
        made.append(without(w, "IS", "L"))
    if re.search("[RZ]ES$", w):
        made.append(without(w, "ES"))
    if re.search("[AEIOU]S$", w):
        made.append(without(w, "S"))
    return made


RULES = {"en": english, "fr": french, "es": spanish, "pt": portuguese}


def forms(word: str, languages: Iterable[str], several: bool) -> frozenset[str]:
    """The word and its forms; `several`: its entry has several words."""
    made = {word}
    if not LETTERS.fullmatch(word) or len(word) < (4 if several else 5):
        return frozenset(made)

    def add(found: Iterable[str]) -> None:
        made.update([form for form in found if len(form) >= 4])

    for language in languages:
        add(RULES[language](word))
    add([form.replace("PH", "F") for form in made if len(form) >= 8])
    add([form.removeprefix("P") for form in made if form.startswith("PSEUDO")])
    return frozenset(made)


# --- Occurrences ----------------------------------------------------------------------------------------------------

AS_WRITTEN, STATE_WORD_FIRST, STATE_WORD_LAST = range(3)


@dataclass(frozen=True, eq=False)
class Entry:
    of: str  # the name of its list
    words: tuple[frozenset[str], ...]  # the forms of each word
    use_after_comma: bool = False
    hyphens: bool = False


@dataclass(eq=False)
class Text:
    words: list[str]
    before: list[int]
    commas: set[int]  # tokens after a break that is nothing but a comma
    # list -> its occurrences: the entry and the tokens it uses
    occurrences: dict[str, list[tuple[Entry, tuple[int, ...]]]] = field(default_factory=dict)

    def has(self, words: tuple[frozenset[str], ...], start: int) -> bool:
        return (
            start >= 0
            and start + len(words) <= len(self.words)
            and all(self.words[start + i] in forms for i, forms in enumerate(words))
        )

    def unbroken(self, first: int, end: int) -> bool:
        """None of the tokens first, …, end - 1 is after a break."""
        return BREAK not in self.before[first:end]

    def is_number(self, place: int) -> bool:
        return place < len(self.words) and NUMBER.fullmatch(self.words[place]) is not None

    def is_digit(self, place: int) -> bool:
        return place < len(self.words) and DIGIT.fullmatch(self.words[place]) is not None


class Phrases:
    """Finds the lists among `wanted` that a text mentions."""

    def __init__(self, lists: Mapping[str, PhraseList], wanted: Iterable[str]):
        self.lists = lists
        self.wanted = sorted(set(wanted))
        self.masks = {name: lists[name].masked_by for name in self.wanted}
        self.state_words = self._single_words("grammar_state_words")
        self.link_words = self._single_words("grammar_link_words")
        self.small_words = self._single_words("grammar_small_words")
        self.joining_words = self._single_words("grammar_joining_words")
        self.chemical_tails = self._single_words("grammar_chemical_tails")
        # a word of the text -> the entries to try where it stands, how, and which word of the entry it is
        self.index: dict[str, list[tuple[Entry, int, int]]] = {}
        for name in sorted({*self.wanted, *(mask for masks in self.masks.values() for mask in masks)}):
            self._add_list(lists[name])
        self.cache: dict[tuple[str, bool], frozenset[str]] = {}

    def _single_words(self, name: str) -> frozenset[str]:
        words = (words_of(entry) for entry in self.lists[name].entries) if name in self.lists else ()
        return frozenset(entry[0] for entry in words if len(entry) == 1)

    def _add_list(self, named: PhraseList) -> None:
        by_forms = named.reading != "words"
        for text in dict.fromkeys(named.entries):
            words = words_of(text)
            if not words:
                continue
            several = len(words) > 1
            hyphens = text in named.hyphens
            with_forms = by_forms and not hyphens and text not in named.exact
            entry = Entry(
                named.name,
                tuple(forms(word, named.languages, several) if with_forms else frozenset([word]) for word in words),
                text in named.use_after_comma,
                hyphens,
            )
            state_first = (
                by_forms and several and words[0] in self.state_words and any(len(word) > 3 for word in words[1:])
            )
            # state words stand in many texts, so the word after them is looked up
            self._add(entry, AS_WRITTEN, 1 if state_first else 0)
            if state_first:
                self._add(entry, STATE_WORD_FIRST, 1)
            if by_forms and several and words[-1] in self.state_words and any(len(word) > 3 for word in words[:-1]):
                self._add(entry, STATE_WORD_LAST, 0)

    def _add(self, entry: Entry, how: int, number: int) -> None:
        for form in entry.words[number]:
            self.index.setdefault(form, []).append((entry, how, number))

    @cached_property
    def markers(self) -> dict[str, list[tuple[str, tuple[frozenset[str], ...], bool]]]:
        """The first word of a marker -> its list, the forms of its words and whether a slash must follow."""
        index: dict[str, list[tuple[str, tuple[frozenset[str], ...], bool]]] = {}
        for name, by_forms in MARKERS.items():
            named = self.lists.get(name)
            for text in named.entries if named else ():
                words = words_of(text)
                if by_forms and text not in named.exact:
                    marker = tuple(forms(word, LANGUAGES, len(words) > 1) for word in words)
                else:
                    marker = tuple(frozenset([word]) for word in words)
                for form in marker[0] if marker else ():
                    index.setdefault(form, []).append((name, marker, text.endswith("/")))
        return index

    def mentioned(self, text: str, quoted: bool = False) -> frozenset[str]:
        """`quoted`: the text is the wording of a tariff, which hides what is read as goods."""
        found = self.cache.get((text, quoted))
        if found is None:
            found = self.cache[text, quoted] = self._mentioned(Text(*tokens_of(text)), quoted)
        return found

    def judged_by_code(self, text: str, quoted: bool) -> frozenset[str]:
        """Lists that are hidden for no other reason than that the text quotes a tariff: nobody knows."""
        return self.mentioned(text) - self.mentioned(text, quoted) if quoted else frozenset()

    def _mentioned(self, text: Text, quoted: bool) -> frozenset[str]:
        for place, word in enumerate(text.words):
            for entry, how, number in self.index.get(word, ()):
                for used in self._occurrences(text, entry, how, place - number):
                    text.occurrences.setdefault(entry.of, []).append((entry, used))
        if not text.occurrences:
            return frozenset()
        markers: dict[str, list[tuple[int, int]]] | None = None
        mentioned = set()
        for name in self.wanted:
            occurrences = text.occurrences.get(name)
            if not occurrences:
                continue
            excepted = {
                place for mask in self.masks[name] for _, used in text.occurrences.get(mask, ()) for place in used
            }
            occurrences = [(entry, used) for entry, used in occurrences if excepted.isdisjoint(used)]
            reading = self.lists[name].reading
            if occurrences and reading != "words":
                if markers is None:
                    markers = self._markers_in(text)
                occurrences = [
                    (entry, used)
                    for entry, used in occurrences
                    if entry.hyphens
                    or not (
                        (quoted and reading == "goods")
                        or self._is_negated(text, markers, used)
                        or (reading == "goods" and self._is_hidden(text, markers, entry, used))
                    )
                ]
            if occurrences:
                mentioned.add(name)
        return frozenset(mentioned)

    def _is_other(self, text: Text, first: int, end: int, allowed: frozenset[str] = frozenset()) -> bool:
        """The tokens first, …, end - 1 are neither numbers nor link words, save those allowed."""
        return all(
            not text.is_number(place) and (text.words[place] not in self.link_words or text.words[place] in allowed)
            for place in range(first, end)
        )

    def _occurrences(self, text: Text, entry: Entry, how: int, start: int) -> Iterable[tuple[int, ...]]:
        """The tokens of the occurrences; `start` is where the entry's first word would stand as written."""
        count = len(entry.words)
        if how == AS_WRITTEN:
            if text.has(entry.words, start) and (not entry.hyphens or self._is_cas(text, start, start + count)):
                yield tuple(range(start, start + count))
        elif how == STATE_WORD_FIRST:
            state, rest = entry.words[0], entry.words[1:]
            begin, end = start + 1, start + count
            if not text.has(rest, begin) or not text.unbroken(begin + 1, end):
                return
            for between in (1, 2):
                first = begin - between - 1
                if (
                    first >= 0
                    and text.words[first] in state
                    and text.unbroken(first + 1, end)
                    and self._is_other(text, first + 1, begin)
                ):
                    yield (first, *range(begin, end))
            if end < len(text.words) and text.words[end] in state:
                after = end + 1
                if text.before[after] == BREAK or text.is_number(after) or text.words[after] in self.link_words:
                    yield tuple(range(begin, end + 1))
        else:
            rest, state = entry.words[:-1], entry.words[-1]
            end = start + count - 1
            if not text.has(rest, start):
                return
            for between in (1, 2, 3):
                last = end + between
                if (
                    last < len(text.words)
                    and text.words[last] in state
                    and text.unbroken(start + 1, last + 1)
                    and self._is_other(text, end, last, AMONG_OTHER_WORDS)
                ):
                    yield (*range(start, end), last)

    def _is_cas(self, text: Text, first: int, end: int) -> bool:
        """The tokens first, …, end - 1 are joined by hyphens or named as a CAS number, and no part of a longer number."""
        joined = all(text.before[place] == HYPHEN for place in range(first + 1, end))
        named = "CAS" in text.words[max(first - 2, 0) : first]
        longer = (text.before[first] == HYPHEN and text.is_number(first - 1)) or (
            text.before[end] == HYPHEN and text.is_number(end)
        )
        return (joined or named) and not longer

    # --- What hides an occurrence ---

    def _markers_in(self, text: Text) -> dict[str, list[tuple[int, int]]]:
        """The first and the last token of every marker."""
        found: dict[str, list[tuple[int, int]]] = {name: [] for name in MARKERS}
        for place, word in enumerate(text.words):
            for name, marker, slash in self.markers.get(word, ()):
                after = place + len(marker)
                if (
                    text.has(marker, place)
                    and text.unbroken(place + 1, after)
                    and (not slash or text.before[after] == SLASH)
                ):
                    found[name].append((place, place + len(marker) - 1))
        return found

    def _in_span(self, text: Text, marker_end: int, n: int, a: int) -> bool:
        """Token a lies in the span of n of a marker whose last token is marker_end."""
        left = n
        for place in range(marker_end + 1, a + 1):
            if text.before[place] == BREAK:
                return False
            if text.words[place] in self.joining_words:
                left = max(left, min(n, 2))
                held = False
            elif text.words[place] in self.small_words:
                held = left > 0
            elif left == 0:
                return False
            else:
                left -= 1
                held = True
            if place == a:
                return held
        return False

    def _is_negated(self, text: Text, markers: dict[str, list[tuple[int, int]]], used: tuple[int, ...]) -> bool:
        a, b = used[0], used[-1]
        if any(self._in_span(text, last, 2, a) for _, last in markers["grammar_negation"]):
            return True
        if any(self._in_span(text, last, 1, a) for _, last in markers["grammar_negation_next"]):
            return True
        for first, last in markers["grammar_negation_after"]:
            following = text.words[last + 1 : last + 2]
            if first == b + 1 and text.before[first] != BREAK and following not in (["OF"], ["FROM"]):
                return True
        return False

    def _is_hidden(
        self, text: Text, markers: dict[str, list[tuple[int, int]]], entry: Entry, used: tuple[int, ...]
    ) -> bool:
        """For another reason than negation or an exception."""
        a, b = used[0], used[-1]
        for first, last in markers["grammar_purpose"]:
            if (text.before[first] != BREAK or first in text.commas) and self._in_span(text, last, 4, a):
                return True
        if any(first == b + 1 and text.before[first] != BREAK for first, _ in markers["grammar_heads_next"]):
            return True
        for first, _ in markers["grammar_heads_after"]:
            if b < first <= b + 2 and text.unbroken(b + 1, first + 1) and self._is_other(text, b + 1, first):
                return True
        for _, last in markers["grammar_heads_before"]:
            if last < a and text.unbroken(last + 1, a + 1) and self._is_head_gap(text, last + 1, a):
                return True
        if len(used) == 1 and self._is_in_longer_name(text, a):
            return True
        return (
            entry.use_after_comma
            and a in text.commas
            and text.before[b + 1] == BREAK
            and not any(text.is_number(place) for place in range(a))
        )

    def _is_head_gap(self, text: Text, first: int, end: int) -> bool:
        """At most one word that is neither number, link word nor small word, then at most two small words."""
        if first < end and text.words[first] not in self.small_words and self._is_other(text, first, first + 1):
            first += 1
        return end - first <= 2 and all(word in self.small_words for word in text.words[first:end])

    def _is_in_longer_name(self, text: Text, place: int) -> bool:
        if text.before[place] == HYPHEN and (text.is_digit(place - 1) or text.words[place - 1] in CHEMICAL_HEADS):
            return True
        after = place + 1
        if after == len(text.words):
            return False
        digit_after = text.before[after] == HYPHEN and text.is_digit(after)
        if digit_after and (text.before[after + 1] == HYPHEN or text.is_digit(after + 1)):
            return True
        return text.words[after] in self.chemical_tails and text.before[after] != BREAK
