#!/usr/bin/env python3
"""The independent oracle of redlane: DuckDB evaluates every rule again and must agree with every hit.

redlane lowers the condition of a rule to its own kernels. Here the same text runs as SQL in DuckDB, over the table that
`redlane table` wrote, and the states are compared with the hits that `redlane score --emit hits` wrote:

    oracle.py --rules-json rules.json --table table.parquet --hits hits.parquet
    oracle.py --self-test

TRUE is fired, NULL is not evaluable, FALSE is quiet. Nothing of redlane's code is used. The condition text runs as it
is written but for four rewrites (see `Translator`): our functions in_list, mentions and fired, and number literals with
a point, which are floating point in redlane and would be exact decimals in DuckDB. What mentions says of a text is
computed in Python (see phrases.py).

Exit codes: 0 all rules agree; 1 a rule disagrees or cannot be evaluated; 2 nothing to compare, or broken input.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import json
import re
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
from phrases import LANGUAGES, Phrases

EXAMPLES = 5
ROWS_PER_EXAMPLE = 3
INTEGER_TYPES = tuple(sign + size for sign in ("", "U") for size in ("BIGINT", "INTEGER", "SMALLINT", "TINYINT"))


# Of these the readable part counts, so where none is left the cell is blank.
PROSE = {
    "goods_description",
    "shipping_marks",
    "vessel_name",
    *(f"{party}_{part}" for party in ("shipper", "consignee", "notify", "forwarder") for part in ("name", "address")),
    "unreadable_cells",
}


class CannotCompare(Exception):
    """The inputs do not allow a comparison at all."""


class CannotEvaluate(Exception):
    """One rule cannot be evaluated: reported as that rule's failure."""


# --- What `redlane rules list --format json` says -------------------------------------------------------------------


@dataclass(frozen=True)
class NamedList:
    name: str
    match: str
    in_force: bool
    entries: tuple[str, ...]
    reading: str = "words"
    masked_by: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    exact: tuple[str, ...] = ()  # entries without other forms
    use_after_comma: tuple[str, ...] = ()  # entries that name a use where they stand alone after a comma
    hyphens: tuple[str, ...] = ()  # entries that are CAS numbers
    compared: dict[str, tuple[str, ...]] = field(default_factory=dict)  # entries as the columns asked hold them, by column

    def values(self, sql: str) -> tuple[str, ...]:
        """The entries in the form of the columns that an expression names, which is one form."""
        forms = {self.compared[word] for kind, word in tokens_of(sql) if kind == "word" and word in self.compared}
        if len(forms) > 1:
            raise CannotEvaluate(f"the list {self.name} is read in several ways for {sql}")
        return forms.pop() if forms else self.entries


@dataclass(frozen=True)
class Rule:
    id: str
    title: str
    when: str
    combination: bool


def read_list(entry: dict) -> NamedList:
    keys = ("entries", "masked_by", "languages", "exact", "use_after_comma", "hyphens")
    said = {key: tuple(entry.get(key, ())) for key in keys}
    said["compared"] = {column: tuple(values) for column, values in entry.get("compared", {}).items()}
    named = NamedList(entry["name"], entry["match"], entry["in_force"], reading=entry.get("reading", "words"), **said)
    if named.reading not in ("words", "forms", "goods"):
        raise CannotCompare(f"the list {named.name} has the unknown reading {named.reading!r}")
    if not set(named.languages) <= set(LANGUAGES):
        raise CannotCompare(f"the list {named.name} has an unknown language among {named.languages}")
    if not {*named.exact, *named.use_after_comma, *named.hyphens} <= set(named.entries):
        raise CannotCompare(f"the list {named.name} marks entries that it does not have")
    return named


def read_rules(document: dict) -> tuple[list[Rule], dict[str, NamedList]]:
    lists = {entry["name"]: read_list(entry) for entry in document["lists"]}
    if len(lists) != len(document["lists"]):
        raise CannotCompare("two lists have the same name")
    for named in lists.values():
        for mask in named.masked_by:
            if mask not in lists or lists[mask].match != "phrase":
                raise CannotCompare(f"the list {named.name} is masked by {mask!r}, which is no list of phrases")
    rules = []
    for entry in document["rules"]:
        if entry["status"] not in ("draft", "shadow", "active", "retired"):
            raise CannotCompare(f"rule {entry['id']} has the unknown status {entry['status']!r}")
        if entry["kind"] not in ("row", "combination"):
            raise CannotCompare(f"rule {entry['id']} has the unknown kind {entry['kind']!r}")
        if entry["status"] in ("active", "shadow"):
            rules.append(Rule(entry["id"], entry.get("title", ""), entry["when"], entry["kind"] == "combination"))
    if not rules:
        raise CannotCompare("there is no active or shadow rule")
    if len({rule.id for rule in rules}) != len(rules):
        raise CannotCompare("two rules have the same id")
    return rules, lists


# --- From a condition to DuckDB's SQL -------------------------------------------------------------------------------

TOKEN = re.compile(
    r"""(?P<space>\s+|--[^\n]*|/\*.*?\*/)
      | (?P<text>'(?:[^']|'')*')
      | (?P<quoted>"(?:[^"]|"")*")
      | (?P<number>(?:\d+\.\d*|\.\d+|\d+)(?:[eE][+-]?\d+)?)
      | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
      | (?P<other>.)""",
    re.VERBOSE | re.DOTALL,
)

Token = tuple[str, str]


def tokens_of(sql: str) -> list[Token]:
    return [(match.lastgroup or "other", match.group()) for match in TOKEN.finditer(sql)]


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def lines(names: Iterable[str]) -> str:
    """Each name between line ends."""
    return "".join(f"\n{name}\n" for name in names)


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def text_of(token: Token) -> str:
    kind, source = token
    if kind != "text":
        raise CannotEvaluate(f"a quoted name was expected, not {source!r}")
    return source[1:-1].replace("''", "'")


def arguments_of(tokens: list[Token], opening: int) -> tuple[list[list[Token]], int]:
    """The arguments of a call whose parenthesis opens at `opening`, and the place after the closing one."""
    arguments: list[list[Token]] = [[]]
    depth = 0
    for place in range(opening, len(tokens)):
        kind, source = tokens[place]
        if source == "(" and kind == "other":
            depth += 1
            if depth == 1:
                continue
        elif source == ")" and kind == "other":
            depth -= 1
            if depth == 0:
                return arguments, place + 1
        elif source == "," and kind == "other" and depth == 1:
            arguments.append([])
            continue
        arguments[-1].append(tokens[place])
    raise CannotEvaluate("a parenthesis is not closed")


class Translator:
    """Rewrites what DuckDB does not know; everything else of a condition stays as it is written."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, lists: dict[str, NamedList]):
        self.connection = connection
        self.lists = lists
        # SQL of a text that some rule searches for phrases -> the column with the names of the lists it mentions
        self.searched: dict[str, str] = {}
        self.wanted: set[str] = set()
        # columns whose cells the table may call unreadable
        self.columns: set[str] = set()

    def row_condition(self, when: str) -> str:
        """Nobody knows what a list not in force would say: where it matters, the condition is NULL."""
        if_yes, if_no, unknown = (
            self._row_condition(when, said) for said in ("TRUE", "FALSE", "CAST(NULL AS BOOLEAN)")
        )
        if if_yes == if_no:
            return if_yes
        same = f"({if_yes}\n) IS NOT DISTINCT FROM ({if_no}\n) AND ({if_no}\n) IS NOT DISTINCT FROM ({unknown}\n)"
        return f"CASE WHEN {same} THEN ({if_yes}\n) END"

    def _row_condition(self, when: str, stopped: str) -> str:
        def rewrite(name: str, arguments: list[list[Token]]) -> str:
            if name == "fired":
                raise CannotEvaluate("fired() stands in a row rule")
            if name == "goods_mention":
                lists = [self._list(name, argument) for argument in arguments]
                told = [
                    f"{self._mentions('goods_description', named, stopped)}"
                    f" OR ({self._mentions('shipping_marks', named, stopped)}) IS TRUE"
                    for named in lists
                ]
                return f"({' OR '.join(told)})"
            if len(arguments) < 2:
                raise CannotEvaluate(f"{name} takes two arguments or more, not {len(arguments)}")
            value = self._rewrite(arguments[0], rewrite).strip()
            if name == "contains":
                pieces = (self._rewrite(argument, rewrite).strip() for argument in arguments[1:])
                return f"({' OR '.join(f'contains({value}, {piece})' for piece in pieces)})"
            lists = [self._list(name, argument) for argument in arguments[1:]]
            ask = self._mentions if name == "mentions" else self._in_list
            return f"({' OR '.join(ask(value, named, stopped) for named in lists)})"

        return self._rewrite(tokens_of(when), rewrite)

    def combination(self, when: str) -> tuple[str, list[str]]:
        """The condition with fired('ID') as the column "ID", and the rules it names."""
        named: list[str] = []

        def rewrite(name: str, arguments: list[list[Token]]) -> str:
            if name != "fired":
                raise CannotEvaluate(f"{name}() stands in a combination rule")
            tokens = [token for token in arguments[0] if token[0] != "space"]
            if len(arguments) != 1 or len(tokens) != 1:
                raise CannotEvaluate("fired takes one rule id")
            rule = text_of(tokens[0])
            if rule not in named:
                named.append(rule)
            return quoted(rule)

        sql = self._rewrite(tokens_of(when), rewrite)
        if not named:
            raise CannotEvaluate("a combination rule that names no rule")
        return sql, named

    def _rewrite(self, tokens: list[Token], call) -> str:
        pieces = []
        place = 0
        while place < len(tokens):
            kind, source = tokens[place]
            place += 1
            if kind == "number" and "." in source and "e" not in source.lower():
                source += "e0"  # floating point, not an exact decimal
            elif kind == "word" and source.lower() in ("in_list", "mentions", "goods_mention", "contains", "fired"):
                opening = place
                while opening < len(tokens) and tokens[opening][0] == "space":
                    opening += 1
                if opening < len(tokens) and tokens[opening] == ("other", "("):
                    arguments, place = arguments_of(tokens, opening)
                    source = call(source.lower(), arguments)
            pieces.append(source)
            if kind == "word" and source == tokens[place - 1][1]:
                place = self._unless_unreadable(source, tokens, place, pieces)
        return "".join(pieces)

    def _unless_unreadable(self, column: str, tokens: list[Token], place: int, pieces: list[str]) -> int:
        """Nobody knows whether a cell that cannot be read states something, so `column IS [NOT] NULL` is NULL there."""
        ahead = [(at, source.upper()) for at, (kind, source) in enumerate(tokens[place:], place) if kind != "space"][:3]
        words = [word for _, word in ahead]
        length = 3 if words[:2] == ["IS", "NOT"] and words[2:] == ["NULL"] else 2 if words[:2] == ["IS", "NULL"] else 0
        if not length or column not in self.columns or column in PROSE:
            return place
        end = ahead[length - 1][0] + 1
        told = "".join(source for _, source in tokens[place:end])
        hidden = f"{column} IS NULL AND contains(unreadable_cells, {literal(column)})"
        pieces[-1] = f"(CASE WHEN {hidden} THEN NULL ELSE {column} {told} END)"
        return end

    def _list(self, function: str, argument: list[Token]) -> NamedList:
        tokens = [token for token in argument if token[0] != "space"]
        if len(tokens) != 1:
            raise CannotEvaluate(f"the second argument of {function} is not a list's name")
        named = self.lists.get(text_of(tokens[0]))
        if named is None:
            raise CannotEvaluate(f"there is no list {text_of(tokens[0])!r}")
        if named.match not in (("phrase",) if function in ("mentions", "goods_mention") else ("exact", "prefix")):
            raise CannotEvaluate(f"{function} cannot use the list {named.name!r}: its match is {named.match!r}")
        return named

    def _in_list(self, value: str, named: NamedList, stopped: str) -> str:
        type_name = self._type(value)
        if not named.in_force:
            empty = f"WHEN len({value}) = 0 THEN FALSE " if type_name == "VARCHAR[]" else ""
            return f"(CASE WHEN ({value}) IS NULL THEN NULL {empty}ELSE {stopped} END)"
        if type_name == "VARCHAR[]":
            element = quoted("~element")
            matches = self._matches(element, named, named.values(value))
            found = f"len(list_filter(({value}), lambda {element}: {matches})) > 0"
        elif type_name in ("VARCHAR", '"NULL"'):
            found = self._matches(f"({value})", named, named.values(value))
        else:
            raise CannotEvaluate(f"in_list over a {type_name}")
        return f"(CASE WHEN ({value}) IS NULL THEN NULL ELSE {found} END)"

    @staticmethod
    def _matches(value: str, named: NamedList, entries: tuple[str, ...]) -> str:
        if not entries:
            return "FALSE"
        if named.match == "exact":
            return f"{value} IN ({', '.join(map(literal, entries))})"
        by_length: dict[int, list[str]] = {}
        for entry in entries:
            by_length.setdefault(len(entry), []).append(literal(entry))
        beginnings = (f"left({value}, {n}) IN ({', '.join(entries)})" for n, entries in sorted(by_length.items()))
        return f"({' OR '.join(beginnings)})"

    def _mentions(self, value: str, named: NamedList, stopped: str) -> str:
        type_name = self._type(value)
        if type_name not in ("VARCHAR", '"NULL"'):
            raise CannotEvaluate(f"mentions over a {type_name}")
        if not named.in_force:
            return f"(CASE WHEN ({value}) IS NULL THEN NULL ELSE {stopped} END)"
        self.wanted.add(named.name)
        column = quoted(self.searched.setdefault(value, f"~mentioned {len(self.searched) + 1}"))
        unknown = f"WHEN contains({column}, {literal(lines(['?' + named.name]))}) THEN NULL"
        return f"(CASE {unknown} ELSE contains({column}, {literal(lines([named.name]))}) END)"

    def _type(self, value: str) -> str:
        return self.connection.execute(f"DESCRIBE SELECT ({value}\n) FROM source").fetchall()[0][1]


# --- Evaluation and comparison --------------------------------------------------------------------------------------


@dataclass
class Outcome:
    rule: Rule
    fired: tuple[int, int] = (0, 0)  # oracle, redlane
    not_evaluable: tuple[int, int] = (0, 0)
    differences: list[str] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        return not self.differences

    def print(self) -> None:
        if self.agrees:
            print(f"ok    {self.rule.id}  fired {self.fired[0]}, not evaluable {self.not_evaluable[0]}")
            return
        print(f"FAIL  {self.rule.id}  {self.rule.title}")
        print(f"      when {' '.join(self.rule.when.split())}")
        print(
            f"      fired: oracle {self.fired[0]}, redlane {self.fired[1]}; "
            f"not evaluable: oracle {self.not_evaluable[0]}, redlane {self.not_evaluable[1]}"
        )
        for line in self.differences:
            print(f"      {line}")


def connect() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    for setting in (
        "SET threads = 1",
        "SET ieee_floating_point_ops = false",  # x / 0.0 is NULL, not infinity
        "SET error_on_division_by_zero = false",  # x / 0 is NULL, not an error
        "SET integer_division = false",  # 1 / 2 is 0.5
        "SET default_collation = ''",  # texts compare byte by byte
    ):
        connection.execute(setting)
    connection.execute("CREATE MACRO list_size(items) AS len(items)")
    checks = connection.execute("SELECT 1 / 0, 1.5e0 / 0, 0e0 / 0e0, 1 / 2 = 0.5e0").fetchone()
    if checks != (None, None, None, True):
        raise CannotCompare(f"this DuckDB ({duckdb.__version__}) does not divide as redlane's conditions do: {checks}")
    return connection


class Oracle:
    def __init__(self, document: dict, table: Path, hits: Path):
        self.rules, lists = read_rules(document)
        self.connection = connect()
        self.translator = Translator(self.connection, lists)
        self.columns = self._load_table(table)
        self.visit = "container_no"
        self.translator.columns = set(self.columns) if "unreadable_cells" in self.columns else set()
        self._load_hits(hits)

    def _load_table(self, table: Path) -> list[str]:
        described = self.connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [str(table)]).fetchall()
        # integers become HUGEINT, so that no sum or product of a condition can overflow
        columns = [
            f"CAST({quoted(name)} AS HUGEINT) AS {quoted(name)}" if type_name in INTEGER_TYPES else quoted(name)
            for name, type_name, *_ in described
        ]
        self.connection.execute(
            f'CREATE TABLE source AS SELECT row_number() OVER () AS "~row", {", ".join(columns)} FROM read_parquet($1)',
            [str(table)],
        )
        self.rows, unnamed = self.connection.execute(
            "SELECT count(*), count(*) FILTER (container_no IS NULL) FROM source"
        ).fetchone()
        if self.rows == 0:
            raise CannotCompare("the table has no rows")
        if unnamed:
            raise CannotCompare(f"{unnamed} rows of the table have no container number")
        for name, type_name, *_ in described:
            if type_name in ("DOUBLE", "FLOAT"):
                bad = self.connection.execute(
                    f"SELECT count(*) FROM source WHERE NOT isfinite({quoted(name)})"
                ).fetchone()[0]
                if bad:
                    raise CannotCompare(f"{bad} values of the column {name} are NaN or infinite: they should be null")
        return [name for name, *_ in described]

    def _load_hits(self, hits: Path) -> None:
        described = self.connection.execute("DESCRIBE SELECT * FROM read_parquet($1)", [str(hits)]).fetchall()
        # what a rule counts once for is a visit: a container on one call of a ship
        if "visit" in self.columns and "visit" in {name for name, *_ in described}:
            self.visit = "container_no || coalesce(' @ ' || visit, '')"
        self.connection.execute(
            f"CREATE TABLE hits AS SELECT {self.visit} AS container_no, bill_no, rule, state FROM read_parquet($1)",
            [str(hits)],
        )
        for (state,) in self.connection.execute("SELECT DISTINCT state FROM hits").fetchall():
            if state not in ("fired", "not_evaluable"):
                raise CannotCompare(f"the hits have the unknown state {state!r}")
        known = {rule.id for rule in self.rules}
        found = {rule for (rule,) in self.connection.execute("SELECT DISTINCT rule FROM hits").fetchall()}
        if found - known:
            raise CannotCompare(f"the hits name rules that are not active or shadow: {sorted(map(str, found - known))}")

    def run(self) -> list[Outcome]:
        conditions: dict[str, str] = {}
        uses: dict[str, list[str]] = {}
        broken: dict[str, str] = {}
        for rule in self.rules:
            try:
                if rule.combination:
                    conditions[rule.id], uses[rule.id] = self.translator.combination(rule.when)
                else:
                    conditions[rule.id] = self.translator.row_condition(rule.when)
            except (CannotEvaluate, duckdb.Error) as error:
                broken[rule.id] = str(error)
        self._create_manifest()
        self.connection.execute("CREATE TABLE rollup (rule VARCHAR, container_no VARCHAR, state BOOLEAN)")
        needed = {rule for named in uses.values() for rule in named}

        outcomes: dict[str, Outcome] = {}
        for rule in self._in_order(uses):
            outcome = outcomes[rule.id] = Outcome(rule)
            try:
                if rule.id in broken:
                    raise CannotEvaluate(broken[rule.id])
                if rule.combination:
                    missing = [name for name in uses[rule.id] if name not in outcomes]
                    if missing:
                        raise CannotEvaluate(f"it names {missing}: not active or shadow, or in a circle with it")
                    self._evaluate_combination(conditions[rule.id], uses[rule.id])
                else:
                    self._evaluate_rows(conditions[rule.id])
                if rule.id in needed:
                    self._roll_up(rule)
                self._compare(outcome)
            except (CannotEvaluate, duckdb.Error) as error:
                outcome.differences.append(f"the oracle cannot evaluate it: {error}")
        if set(outcomes) != {rule.id for rule in self.rules}:
            raise CannotCompare("a rule was never compared")
        return [outcomes[rule.id] for rule in self.rules]

    def _create_manifest(self) -> None:
        """The table plus, for every searched text, the lists that it mentions; each distinct text is read once."""
        added, joins = [], []
        phrases = Phrases(self.translator.lists, self.translator.wanted)
        for number, (value, column) in enumerate(self.translator.searched.items(), 1):
            # a description that is a tariff's wording has a tariff_code, which only its text decides
            is_wording = "tariff_code IS NOT NULL" if value == "goods_description" and self._has_tariff_code() else "FALSE"
            found = self.connection.execute(
                f"SELECT ({value}\n) AS text, bool_or({is_wording}) FROM source WHERE ({value}\n) IS NOT NULL GROUP BY ALL"
            ).fetchall()
            texts = [text for text, _ in found]
            self.connection.execute(
                f"CREATE TABLE mentioned_{number} AS"
                " SELECT unnest($1::VARCHAR[]) AS text, unnest($2::VARCHAR[]) AS lists",
                [
                    texts,
                    [
                        lines(sorted(phrases.mentioned(text, is_wording)))
                        + lines("?" + name for name in sorted(phrases.judged_by_code(text, is_wording)))
                        for text, is_wording in found
                    ],
                ],
            )
            added.append(f", mentioned_{number}.lists AS {quoted(column)}")
            joins.append(f" LEFT JOIN mentioned_{number} ON mentioned_{number}.text = ({value}\n)")
        self.connection.execute(f"CREATE TABLE manifest AS SELECT source.*{''.join(added)} FROM source{''.join(joins)}")
        if self.connection.execute("SELECT count(*) FROM manifest").fetchone()[0] != self.rows:
            raise CannotCompare("searching the texts changed the number of rows")

    def _has_tariff_code(self) -> bool:
        columns = self.connection.execute("DESCRIBE SELECT * FROM source").fetchall()
        return any(name == "tariff_code" for name, *_ in columns)

    def _in_order(self, uses: dict[str, list[str]]) -> list[Rule]:
        """Row rules, then combinations after the rules they name; what is in a circle comes last."""
        ordered = [rule for rule in self.rules if not rule.combination]
        waiting = [rule for rule in self.rules if rule.combination]
        while waiting:
            done = {rule.id for rule in ordered}
            ready = [rule for rule in waiting if done.issuperset(uses.get(rule.id, []))]
            ordered += ready or waiting
            waiting = [rule for rule in waiting if ready and rule not in ready]
        return ordered

    def _evaluate_rows(self, condition: str) -> None:
        self._must_be_boolean(f"SELECT ({condition}\n) FROM manifest")
        self.connection.execute(
            f'CREATE OR REPLACE TABLE states AS SELECT "~row", {self.visit} AS container_no, bill_no, '
            f"CAST(({condition}\n) AS BOOLEAN) AS state FROM manifest"
        )

    def _evaluate_combination(self, condition: str, named: list[str]) -> None:
        joins = "".join(
            f" JOIN (SELECT container_no, state AS {quoted(rule)} FROM rollup WHERE rule = {literal(rule)})"
            " USING (container_no)"
            for rule in named
        )
        source = f"(SELECT DISTINCT {self.visit} AS container_no FROM source){joins}"
        self._must_be_boolean(f"SELECT ({condition}\n) FROM {source}")
        self.connection.execute(
            'CREATE OR REPLACE TABLE states AS SELECT NULL::BIGINT AS "~row", container_no, '
            f"NULL::VARCHAR AS bill_no, CAST(({condition}\n) AS BOOLEAN) AS state FROM {source}"
        )
        states, containers = self.connection.execute(
            f"SELECT (SELECT count(*) FROM states), (SELECT count(DISTINCT {self.visit}) FROM source)"
        ).fetchone()
        if states != containers:
            raise CannotEvaluate(f"it has {states} states for {containers} containers; a rule it names failed")

    def _must_be_boolean(self, select: str) -> None:
        type_name = self.connection.execute(f"DESCRIBE {select}").fetchall()[0][1]
        if type_name not in ("BOOLEAN", '"NULL"'):
            raise CannotEvaluate(f"the condition is a {type_name}, not a boolean")

    def _roll_up(self, rule: Rule) -> None:
        """Fired if a row of the container fired, quiet if all its rows are quiet, else not evaluable."""
        self.connection.execute(
            "INSERT INTO rollup SELECT $1, container_no, CASE WHEN bool_or(state) THEN TRUE "
            "WHEN count(*) = count(state) THEN FALSE END FROM states GROUP BY container_no",
            [rule.id],
        )

    def _compare(self, outcome: Outcome) -> None:
        both = """
            WITH counted AS (
                SELECT container_no, bill_no, CASE WHEN state THEN 'fired' ELSE 'not_evaluable' END AS state,
                       1 AS oracle, 0 AS redlane
                FROM states WHERE state IS NOT FALSE
                UNION ALL
                SELECT container_no, bill_no, state, 0, 1 FROM hits WHERE rule = $1
            )"""
        for state, oracle, redlane in self.connection.execute(
            f"{both} SELECT state, sum(oracle)::BIGINT, sum(redlane)::BIGINT FROM counted GROUP BY state",
            [outcome.rule.id],
        ).fetchall():
            setattr(outcome, state, (oracle, redlane))
        keys = self.connection.execute(
            f"{both}, keyed AS (SELECT container_no, bill_no, state FROM counted GROUP BY ALL"
            " HAVING sum(oracle) <> sum(redlane))"
            " SELECT DISTINCT container_no, bill_no FROM keyed ORDER BY ALL",
            [outcome.rule.id],
        ).fetchall()
        if not keys:
            return
        words = (source for kind, source in tokens_of(outcome.rule.when) if kind == "word")
        named = list(dict.fromkeys(word for word in words if word in self.columns))
        outcome.differences.append(f"{len(keys)} containers and bills disagree, for example:")
        for container, bill in keys[:EXAMPLES]:
            outcome.differences.append(self._example_head(outcome.rule, container, bill))
            if not outcome.rule.combination:
                outcome.differences += self._example_rows(container, bill, named)
            else:
                outcome.differences += self._example_parts(outcome.rule, container)

    def _example_head(self, rule: Rule, container: str | None, bill: str | None) -> str:
        key = "container_no IS NOT DISTINCT FROM $1 AND bill_no IS NOT DISTINCT FROM $2"
        oracle = self.connection.execute(
            f"SELECT CASE WHEN state THEN 'fired' WHEN NOT state THEN 'quiet' ELSE 'not_evaluable' END AS s, count(*)"
            f" FROM states WHERE {key} GROUP BY s ORDER BY s",
            [container, bill],
        ).fetchall()
        redlane = self.connection.execute(
            f"SELECT state, count(*) FROM hits WHERE {key} AND rule = $3 GROUP BY state ORDER BY state",
            [container, bill, rule.id],
        ).fetchall()

        def words(counts: list[tuple[str, int]]) -> str:
            return ", ".join(f"{state} x{number}" for state, number in counts)

        return (
            f"- container {container}, bill {bill}: oracle {words(oracle) or 'has no such row'}; "
            f"redlane {words(redlane) or 'quiet'}"
        )

    def _example_rows(self, container: str | None, bill: str | None, named: list[str]) -> list[str]:
        selected = "".join(f", manifest.{quoted(name)}" for name in named)
        rows = self.connection.execute(
            f'SELECT states.state{selected} FROM states JOIN manifest USING ("~row")'
            " WHERE states.container_no IS NOT DISTINCT FROM $1 AND states.bill_no IS NOT DISTINCT FROM $2"
            f' ORDER BY "~row" LIMIT {ROWS_PER_EXAMPLE}',
            [container, bill],
        ).fetchall()
        return [
            f"    row ({ {True: 'fired', False: 'quiet', None: 'not_evaluable'}[state] }): "
            + ", ".join(f"{name} = {shown(value)}" for name, value in zip(named, values, strict=True))
            for state, *values in rows
        ]

    def _example_parts(self, rule: Rule, container: str | None) -> list[str]:
        _, named = self.translator.combination(rule.when)
        states = dict(
            self.connection.execute("SELECT rule, state FROM rollup WHERE container_no = $1", [container]).fetchall()
        )
        words = {True: "fired", False: "quiet", None: "not_evaluable"}
        return ["    " + ", ".join(f"{name} {words[states.get(name)]}" for name in named)]


def shown(value: object) -> str:
    text = "null" if value is None else repr(value) if isinstance(value, (str, list, float)) else str(value)
    return text if len(text) <= 160 else text[:157] + "..."


def report(outcomes: list[Outcome], rows: int) -> bool:
    """Prints a line or a paragraph per rule, then the count; true if all agree."""
    for outcome in outcomes:
        outcome.print()
    silent = [outcome.rule.id for outcome in outcomes if outcome.agrees and not outcome.fired[0]]
    if silent:
        print(f"note: no row of this table fires {' '.join(silent)}")
    failed = sum(not outcome.agrees for outcome in outcomes)
    print(f"{rows} rows compared")
    print(f"{len(outcomes) - failed} passed, {failed} failed")
    return failed == 0


# --- The oracle's own test ------------------------------------------------------------------------------------------

SELF_TEST_TABLE = """
    SELECT * FROM (VALUES
        ('AAAU0000001', 'B1', 'SGSIN', ['SGSIN', 'MYPKG'], 'Used  Café-Machines', 10::BIGINT, 100e0, DATE '2026-01-10'),
        ('AAAU0000001', 'B2', 'NOOSL', []::VARCHAR[],      'usedcafe machines',    0,         50e0,  DATE '2026-02-01'),
        ('AAAU0000001', 'B2', 'NOOSL', []::VARCHAR[],      'usedcafe machines',    0,         50e0,  DATE '2026-02-01'),
        ('BBBU0000002', NULL, 'MYPKG', NULL,               NULL,                   4,         NULL,  NULL),
        ('CCCU0000003', 'B3', NULL,    ['NOOSL'],          'TOYS, 100% Nº',        3,         0.9e0, DATE '2025-12-31')
    ) AS t(container_no, bill_no, place_of_loading, transshipment_ports, goods_description, packages, gross_kg, etd)
"""

SELF_TEST_LISTS = [
    {"name": "watched", "match": "exact", "in_force": True, "entries": ["SGSIN", "MYPKG", "O'X"]},
    {"name": "asia", "match": "prefix", "in_force": True, "entries": ["SG", "MYP"]},
    {"name": "terms", "match": "phrase", "in_force": True, "entries": ["CAFE MACHINES", "used Café machines"]},
    {"name": "number", "match": "phrase", "in_force": True, "entries": ["NO"]},
    {"name": "old", "match": "exact", "in_force": False, "entries": ["SGSIN"]},
    {"name": "older", "match": "exact", "in_force": False, "entries": ["SGSIN"]},
    {"name": "nothing", "match": "exact", "in_force": True, "entries": []},
    *(
        {"match": "phrase", "in_force": True, "reading": "goods", "languages": ["en", "fr", "es", "pt"], **goods}
        for goods in (
            {"name": "used_machines", "entries": ["used machine"], "languages": ["en"]},
            {"name": "machines", "entries": ["machine"], "languages": ["en"], "masked_by": ["used_machines"]},
            {"name": "tyres", "entries": ["tyre", "used tyre", "pneu usagé"], "masked_by": ["tyre_tools"]},
            {"name": "tyre_words", "entries": ["tyre"], "reading": "words", "masked_by": ["tyre_tools"]},
            {"name": "tyre_tools", "entries": ["tyre inflator"], "in_force": False},
            {"name": "used_tyres", "entries": ["used tyre", "pneu usagé", "tyre scrap"]},
            {"name": "sugar", "entries": ["sugar", "sucre", "ephedrine", "pseudoephedrine", "tea", "gris"]},
            {"name": "exact_sugar", "entries": ["sugar"], "exact": ["sugar"]},
            {"name": "fr_sugar", "entries": ["sucre", "canal", "bureau"], "languages": ["fr"]},
            {"name": "pt_sugar", "entries": ["botao", "armazem", "funil", "motor"], "languages": ["pt"]},
            {"name": "es_sugar", "entries": ["nariz", "motor", "lapices"], "languages": ["es"]},
            {"name": "chemicals", "entries": ["methylpiperidine", "acetone", "methyl ketone"]},
            {"name": "uses", "entries": ["lighting", "welding"], "use_after_comma": ["lighting"]},
            {"name": "houses", "entries": ["houses", "boxes"], "languages": ["en"]},
            {"name": "weapons", "entries": ["rifle", "used mortar", "methylpiperidine"], "reading": "forms"},
            {"name": "cas", "entries": ["107-44-8"], "hyphens": ["107-44-8"]},
        )
    ),
    *(
        {"name": f"grammar_{name}", "match": "phrase", "in_force": name != "negation", "entries": words.split(", ")}
        for name, words in {
            "state_words": "used, usagé, scrap",
            "link_words": "for, of, and, with, de, pour",
            "small_words": "the, a, de, of, la",
            "joining_words": "and, or, ou",
            "negation": "without, free from, sans, s/",
            "negation_next": "non",
            "negation_after": "free",
            "purpose": "for, pour",
            "heads_after": "machine, trousers press",
            "heads_next": "case",
            "heads_before": "parts, étui",
            "chemical_tails": "oxime",
        }.items()
    ),
]

# list, what follows it, and whether the list is mentioned, worked out by hand from docs/phrases.md
SELF_TEST_PHRASES = [
    # forms
    ("sugar", "SUGARS", True),
    ("exact_sugar", "sugars", False),
    ("exact_sugar", "Sugár", True),
    ("fr_sugar", "canaux", True),
    ("fr_sugar", "bureaux", True),
    ("fr_sugar", "bureaus", False),
    ("pt_sugar", "botões", True),
    ("pt_sugar", "armazéns", True),
    ("pt_sugar", "funis", False),  # UL, OL, EL and AL only
    ("pt_sugar", "motores", True),
    ("es_sugar", "narices", True),
    ("es_sugar", "lapiz", True),
    ("sugar", "seudoefedrinas", False),  # forms are not made of forms, but for F and SEUDO
    ("sugar", "seudoefedrina", False),
    ("sugar", "seudoefedrine", True),
    ("sugar", "efedrines", True),
    ("sugar", "teas", False),  # three letters
    ("sugar", "gri", False),  # no form of a word of four letters
    # all forms back
    ("houses", "hous", True),
    ("houses", "house", True),
    ("houses", "boxe", True),
    # forms and negation, but no purpose, head or longer name
    ("weapons", "parts for rifles", True),
    ("weapons", "rifles case", True),
    ("weapons", "3-methylpiperidine", True),
    ("weapons", "mortars, used", True),
    ("weapons", "without rifles", False),
    ("weapons", "rifle free", False),
    # a slash after a marker
    ("sugar", "cake s/ sugar", False),
    ("sugar", "cake s / sugar", False),
    ("sugar", "mother's sugar", True),
    ("sugar", "s sugar", True),
    # CAS numbers
    ("cas", "107-44-8", True),
    ("cas", "107*44*8", False),
    ("cas", "without 107-44-8", True),
    ("cas", "CAS 107 44 8", True),
    ("cas", "CAS No.: 107/44/8", True),
    ("cas", "CAS the number 107 44 8", False),
    ("cas", "CAS-107-44-8", True),
    ("cas", "1-107-44-8", False),
    ("cas", "107-44-8-1", False),
    ("cas", "107-44-8-A", True),
    # exceptions hide their own words only, in force or not, and by their own reading
    ("tyres", "tyre inflators", False),
    ("tyres", "tyre inflators; used tyres", True),
    ("tyre_words", "tyre inflators", False),
    ("tyre_words", "tyre-inflators, tyre", True),
    ("tyre_words", "tyres", False),
    # where state words may stand
    ("used_tyres", "used, tyres", True),  # as written: a break does not matter
    ("used_tyres", "used car tyres", True),
    ("used_tyres", "used old car tyres", True),
    ("used_tyres", "used very old car tyres", False),
    ("used_tyres", "used 4 tyres", False),
    ("used_tyres", "used with tyres", False),
    ("used_tyres", "used car, tyres", False),
    ("used_tyres", "tyres used", True),
    ("used_tyres", "tyres, used", True),
    ("used_tyres", "tyres used cars", False),
    ("used_tyres", "tyres used for boats", True),
    ("used_tyres", "tyres used 100 pcs", True),
    ("used_tyres", "tyres (used) cars", True),
    ("used_tyres", "pneus usagés", True),
    ("used_tyres", "pneus de voiture usagés", True),
    ("used_tyres", "pneus pour voiture usagés", False),
    ("used_tyres", "pneus de tres vieille voiture usagés", False),
    ("used_tyres", "pneus voiture, usagés", False),
    ("used_tyres", "tyre rubber scraps", True),
    # negation
    ("sugar", "cake without sugar", False),
    ("sugar", "cake without the added sugar", False),
    ("sugar", "cake without any added sugar", True),  # it is the third word
    ("sugar", "cake without salt, sugar", True),
    ("sugar", "cake without any salt or any sugar", False),
    ("sugar", "cake without any salt or any more sugar", True),
    ("sugar", "free from sugar", False),
    ("sugar", "free, from sugar", True),
    ("sugar", "non sugar", False),
    ("sugar", "non dairy sugar", True),
    ("sugar", "sugar free", False),
    ("sugar", "sugar, free", True),
    ("sugar", "sugar free of charge", True),
    # purpose
    ("sugar", "bags for sugar", False),
    ("sugar", "bags for the big white cane sugar", False),
    ("sugar", "bags for the very big white cane sugar", True),
    ("sugar", "bags, for sugar", False),
    ("sugar", "bags; for sugar", True),
    ("sugar", "for sugar", True),
    ("sugar", "bags for salt. sugar", True),
    ("sugar", "bags for 1.5 sugar", False),
    # heads
    ("sugar", "sugar machines", False),
    ("sugar", "sugar crushing machine", False),
    ("sugar", "sugar cane crushing machine", True),
    ("sugar", "sugar case", False),
    ("sugar", "sugar cases", True),  # a single word of four letters has no forms
    ("sugar", "sugar cane case", True),
    ("sugar", "sugar, case", True),
    ("sugar", "sugar 5 machine", True),
    ("sugar", "sugar and machine", True),
    ("sugar", "sugar, machine", True),
    ("sugar", "sugar trousers press", False),
    ("sugar", "sugar trousers", True),
    ("sugar", "parts of sugar", False),
    ("sugar", "parts big of the sugar", False),
    ("sugar", "parts big new sugar", True),
    ("sugar", "parts of big sugar", True),
    ("sugar", "parts of of the sugar", True),
    ("sugar", "parts 5 sugar", True),
    ("sugar", "part sugar", False),
    ("sugar", "étui, sugar", True),
    # longer chemical names
    ("chemicals", "3-methylpiperidine", False),
    ("chemicals", "33-methylpiperidine", True),
    ("chemicals", "3 methylpiperidine", True),
    ("chemicals", "iso-acetone", False),
    ("chemicals", "x-acetone", True),
    ("chemicals", "acetone-2-yl", False),
    ("chemicals", "acetone-2,3", False),
    ("chemicals", "acetone-2", True),
    ("chemicals", "acetone-2 pcs", True),
    ("chemicals", "acetone oxime", False),
    ("chemicals", "acetone, oxime", True),
    ("chemicals", "iso-methyl ketone", True),  # two words
    # a use after a comma
    ("uses", "lamps, lighting", False),
    ("uses", "lamps: lighting", True),
    ("uses", "(lamps), lighting", True),
    ("uses", "lighting", True),
    ("uses", "lamps, lighting wire", True),
    ("uses", "5 lamps, lighting", True),
    ("uses", "lamps, welding", True),
]

# id, condition, and the state of each row above (or of containers A, B, C), worked out by hand:
# F fired, Q quiet, N not evaluable
SELF_TEST_RULES = [
    ("T-001", "in_list(place_of_loading, 'watched')", "FQQFN"),
    ("T-002", "in_list(transshipment_ports, 'watched')", "FQQNQ"),
    ("T-003", "in_list(transshipment_ports, 'asia') OR in_list(place_of_loading, 'asia')", "FQQFN"),
    ("T-004", "mentions(goods_description, 'terms')", "FQQNQ"),
    ("T-005", "in_list(place_of_loading, 'old')", "NNNNN"),
    ("T-105", "in_list(place_of_loading, 'old') IS TRUE OR packages IS NULL AND packages IS NOT NULL", "NNNNQ"),
    ("T-106", "in_list(place_of_loading, 'old') AND NOT in_list(place_of_loading, 'older')", "NNNNN"),
    ("T-006", "gross_kg / packages >= 10.0", "FNNNQ"),
    ("T-007", "packages * 0.1 = 0.3", "QQQQQ"),  # 0.30000000000000004 in floating point
    ("T-008", "etd - DATE '2026-01-01' BETWEEN 0 AND 10 OR month(etd + 3) = 1", "FQQNF"),
    ("T-009", "goods_description LIKE '%100\\%' OR goods_description ILIKE 'used%'", "FFFNQ"),  # \ is a plain character
    ("T-010", "place_of_loading NOT IN ('SGSIN', NULL)", "QNNNN"),
    ("T-011", "list_size(transshipment_ports) > 1 OR contains(transshipment_ports, 'NOOSL')", "FQQNF"),
    ("T-012", "coalesce(gross_kg, 0) = 0 AND NOT in_list(goods_description, 'nothing')", "QQQNQ"),
    ("T-013", "CASE WHEN bill_no IS NULL THEN TRUE WHEN packages = 0 THEN NULL ELSE length(bill_no) > 2 END", "QNNFQ"),
    ("T-014", "mentions(goods_description, 'number')", "QQQNF"),
    ("T-015", "mentions(goods_description, 'used_machines')", "FQQNQ"),
    ("T-016", "mentions(goods_description, 'machines')", "QFFNQ"),
    ("T-017", "mentions('parts ' || lower(goods_description), 'machines')", "QQQNQ"),
    ("T-018", "mentions('x, ' || goods_description, 'machines') AND NOT mentions('', 'terms')", "QFFNQ"),
    ("T-020", "fired('T-001') AND fired('T-004')", "FNQ"),
    ("T-021", "fired('T-002') OR fired('T-010')", "FNN"),
    ("T-022", "NOT fired('T-020') AND fired('T-021') IS NULL", "QNF"),
]


def self_test_document() -> dict:
    rules = [
        {"id": id, "title": "", "status": "active", "kind": "row" if len(states) == 5 else "combination", "when": when}
        for id, when, states in SELF_TEST_RULES
    ]
    rules.append({"id": "T-099", "title": "", "status": "draft", "kind": "row", "when": "not ready"})
    return {"rules": rules, "lists": SELF_TEST_LISTS}


def self_test_hits() -> list[tuple[str, str | None, str, str]]:
    rows = [(row[0], row[1]) for row in connect().execute(SELF_TEST_TABLE).fetchall()]
    containers = [(container, None) for container in dict.fromkeys(container for container, _ in rows)]
    return [
        (*key, id, {"F": "fired", "N": "not_evaluable"}[state])
        for id, _, states in SELF_TEST_RULES
        for key, state in zip(rows if len(states) == 5 else containers, states, strict=True)
        if state != "Q"
    ]


def self_test() -> bool:
    """The right hits must be accepted and every way of being wrong must be noticed."""
    right = self_test_hits()
    combined = ("AAAU0000001", None, "T-020", "fired")
    of_b2 = right.index(("AAAU0000001", "B2", "T-010", "not_evaluable"))
    flipped = {"fired": "not_evaluable", "not_evaluable": "fired"}
    of_each_rule = list({hit[2]: i for i, hit in enumerate(right)}.values())
    wrong: dict[str, list] = {
        "a hit left out": [right[:i] + right[i + 1 :] for i in of_each_rule],
        "a state flipped": [right[:i] + [(*right[i][:3], flipped[right[i][3]])] + right[i + 1 :] for i in of_each_rule],
        "a hit said twice": [[*right, right[i]] for i in of_each_rule],
        "a hit of a quiet row": [[*right, ("CCCU0000003", "B3", "T-007", "fired")]],
        "a hit on another bill": [right[:of_b2] + [("AAAU0000001", "B1", *right[of_b2][2:])] + right[of_b2 + 1 :]],
        "a hit of a container that is not there": [[*right, ("ZZZU0000009", None, "T-007", "fired")]],
        "a combination's hit with a bill": [
            [("AAAU0000001", "B1", *hit[2:]) if hit == combined else hit for hit in right]
        ],
        "a hit of a draft rule": [[*right, ("CCCU0000003", "B3", "T-099", "fired")]],
        "an unknown state": [[*right, ("CCCU0000003", "B3", "T-007", "quiet")]],
        "no hits at all": [[]],
    }
    document = self_test_document()
    failures: list[str] = []
    lists = {entry["name"]: read_list(entry) for entry in SELF_TEST_LISTS}
    phrases = Phrases(lists, [name for name, named in lists.items() if named.match == "phrase"])
    for name, text, expected in SELF_TEST_PHRASES:
        if (name in phrases.mentioned(text)) != expected:
            failures.append(f"{text!r} should {'' if expected else 'not '}mention {name}")

    with tempfile.TemporaryDirectory() as folder:
        table, empty, hits_file = (Path(folder, name) for name in ("table.parquet", "empty.parquet", "hits.parquet"))
        connection = connect()
        connection.execute(f"COPY ({SELF_TEST_TABLE}) TO '{table}'")
        connection.execute(f"COPY ({SELF_TEST_TABLE} LIMIT 0) TO '{empty}'")

        def agrees(document: dict, table: Path, hits: list) -> tuple[bool, str]:
            columns = [list(column) for column in zip(*hits, strict=True)] or [[], [], [], []]
            connection.execute(
                "CREATE OR REPLACE TABLE written AS SELECT unnest($1::VARCHAR[]) AS container_no,"
                " unnest($2::VARCHAR[]) AS bill_no, unnest($3::VARCHAR[]) AS rule, unnest($4::VARCHAR[]) AS state",
                columns,
            )
            connection.execute(f"COPY written TO '{hits_file}'")
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                try:
                    oracle = Oracle(document, table, hits_file)
                    return report(oracle.run(), oracle.rows), printed.getvalue()
                except CannotCompare as error:
                    return False, f"{printed.getvalue()}cannot compare: {error}\n"

        accepted, printed = agrees(document, table, right)
        if not accepted:
            failures.append(f"the right hits are not accepted:\n{printed}")
        tried = 0
        for name, variants in wrong.items():
            tried += len(variants)
            if any(agrees(document, table, hits)[0] for hits in variants):
                failures.append(f"not noticed: {name}")
        others = {
            "no rows": (document, empty, []),
            "no rules": ({"rules": [], "lists": []}, table, []),
            "only a draft rule": ({**document, "rules": document["rules"][-1:]}, table, []),
            "an unknown list": ({**document, "lists": []}, table, right),
            "a list that came back into force": (
                {**document, "lists": [{**entry, "in_force": True} for entry in SELF_TEST_LISTS]},
                table,
                right,
            ),
        }
        for id, when in {
            "an unknown column": "no_such_column = 1",
            "a condition that is no boolean": "packages",
            "a circle of combinations": "fired('T-098')",
        }.items():
            rule = {"id": "T-098", "title": "", "status": "shadow", "when": when}
            rule["kind"] = "combination" if "fired" in when else "row"
            others[id] = ({**document, "rules": [*document["rules"], rule]}, table, right)
        for name, (changed, rows, hits) in others.items():
            tried += 1
            if agrees(changed, rows, hits)[0]:
                failures.append(f"not noticed: {name}")

    for failure in failures:
        print(f"FAIL  {failure}")
    if not failures:
        print(
            f"self-test: {len(SELF_TEST_PHRASES)} phrases, {len(SELF_TEST_RULES)} rules, "
            f"{len(right)} right hits accepted, {tried} wrong inputs noticed"
        )
    return not failures


def main() -> int:
    parser = argparse.ArgumentParser(description="Recompute every rule in DuckDB and compare with redlane's hits.")
    parser.add_argument("--rules-json", type=Path, help="output of: redlane rules list --rules RULES --format json")
    parser.add_argument("--table", type=Path, help="output of: redlane table IN -o TABLE.parquet")
    parser.add_argument("--hits", type=Path, help="hits.parquet of: redlane score IN --out DIR --emit hits")
    parser.add_argument("--self-test", action="store_true", help="prove that wrong hits are noticed")
    arguments = parser.parse_args()
    if arguments.self_test:
        return 0 if self_test() else 1
    if not (arguments.rules_json and arguments.table and arguments.hits):
        parser.error("--rules-json, --table and --hits are needed (or --self-test)")
    try:
        document = json.loads(arguments.rules_json.read_text(encoding="utf-8"))
        oracle = Oracle(document, arguments.table, arguments.hits)
        return 0 if report(oracle.run(), oracle.rows) else 1
    except (CannotCompare, OSError, ValueError, KeyError, TypeError, duckdb.Error) as error:
        print(f"cannot compare: {type(error).__name__}: {error}", file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
