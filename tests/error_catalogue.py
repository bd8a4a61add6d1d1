"""Every code that the product can put before a person, read from its source: code, sentence, retry, where.

    python -m tests.error_catalogue > docs/errors.md

A code is found where it is handed, as a constant, to `Problem`, `KernelError` or `Refuse`, to a class made from
them, or to a function that passes its own first argument on to one of them; and in the tables whose rows are
(retry, sentence) or sentences. What is put in while the program runs is written "…".
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("dossier", "plumbing", "node", "hub", "provisioning", "motcua")
ROOTS = {"Problem": "never", "KernelError": "never", "Refuse": "never"}
TABLES = {"_TEXTS", "_HTTP_WORDS", "_REASONS", "_UNFORESEEN"}
RETRIES = ("never", "later", "operator")
CODE = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*")
VIETNAMESE = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Told:
    """One place where a code is said; `sentence` is "" where it is put together elsewhere."""

    code: str
    sentence: str
    retry: str
    place: str


def catalogue() -> dict[str, list[Told]]:
    """All codes in order, each with its places."""
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in _sources()}
    speakers = _speakers(list(trees.values()))
    found: dict[str, list[Told]] = defaultdict(list)
    for path, tree in trees.items():
        place = str(path.relative_to(ROOT))
        for told in (*_called(tree, place, speakers), *_listed(tree, place)):
            found[told.code].append(told)
    return dict(sorted(found.items()))


def page() -> str:
    """docs/errors.md."""
    rows = [
        f"| `{code}` | {retry_of(said)} | {'<br>'.join(_sentences(said))} | {', '.join(_rooms(said))} |"
        for code, said in catalogue().items()
    ]
    return "\n".join((_HEAD, *rows, ""))


def retry_of(said: list[Told]) -> str:
    """The one word (words, where it is not one); "note" where nothing is refused."""
    return " / ".join(word for word in RETRIES if word in {one.retry for one in said}) or "note"


_HEAD = """# Error codes

What programs and people are told when something is refused or fails. The code is stable, the sentence says what to
do, and the word says whether trying again helps: `never` (something else must be sent), `later` (a machine may try
again by itself), `operator` (somebody must act first); `note`: nothing is refused, something is pointed out. Over HTTP
the shape is RFC 9457, on the command line one JSON object on standard error; inside the kernel a refusal is a value.
"…" is filled in while the program runs.

This page is written by `python -m tests.error_catalogue > docs/errors.md`; a test compares it with the source.

| code | again? | sentence | said by |
|---|---|---|---|"""


def _sources() -> list[Path]:
    return [path for folder in PACKAGES for path in sorted((ROOT / folder).rglob("*.py"))]


def _speakers(trees: list[ast.Module]) -> dict[str, str]:
    """Names of classes and functions that take a code first, with their word for trying again."""
    speakers = dict(ROOTS)
    grown = 0
    while grown != len(speakers):
        grown = len(speakers)
        for node in (node for tree in trees for node in ast.walk(tree)):
            if isinstance(node, ast.ClassDef):
                bases = [name for base in node.bases if (name := ast.unparse(base)) in speakers]
                if bases:
                    speakers.setdefault(node.name, _class_word(node) or speakers[bases[0]])
            elif isinstance(node, ast.FunctionDef) and (word := _passes_on(node, speakers)):
                speakers.setdefault(node.name, word)
    return speakers


def _class_word(node: ast.ClassDef) -> str:
    for line in node.body:
        if isinstance(line, ast.Assign | ast.AnnAssign) and isinstance(line.value, ast.Constant):
            target = line.target if isinstance(line, ast.AnnAssign) else line.targets[0]
            if ast.unparse(target) == "retry":
                return str(line.value.value)
    return ""


def _passes_on(function: ast.FunctionDef, speakers: dict[str, str]) -> str:
    names = [one.arg for one in function.args.args if one.arg != "self"]
    if not names or names[0] != "code":
        return ""
    for node in ast.walk(function):
        if isinstance(node, ast.Call) and _name(node) in speakers and node.args:
            first = node.args[0]
            if isinstance(first, ast.Name) and first.id == "code":
                return _word(node, speakers[_name(node)])
    return ""


def _called(tree: ast.Module, place: str, speakers: dict[str, str]) -> Iterator[Told]:
    for scope in [tree, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))]:
        for call in _own(scope):
            if isinstance(call, ast.Call):
                texts = _texts(tree, call.lineno) | _texts(scope, call.lineno)
                yield from _said_by(call, place, speakers, texts)


def _said_by(call: ast.Call, place: str, speakers: dict[str, str], texts: dict[str, str]) -> Iterator[Told]:
    """A call that takes a code first; or any call that is handed a code and, after it, a Vietnamese sentence
    (a notice, an outcome, a finding: nothing is refused there)."""
    name, given = _name(call), [*call.args, *(one.value for one in call.keywords)]
    if name == "add_argument":
        return
    for position, argument in enumerate(given):
        code = argument.value if isinstance(argument, ast.Constant) else ""
        if not isinstance(code, str) or not CODE.fullmatch(code):
            continue
        speaks = name in speakers and position == 0
        after = [
            text for one in given[position + 1 :] if (text := _text(one, texts)) and VIETNAMESE.search(text)
        ]
        if not speaks and not ("_" in code and after):
            continue
        from_table = speaks and not after and name not in ROOTS
        word = "" if from_table else _word(call, speakers[name] if speaks else "")
        yield Told(code, after[0] if after else "", word, place)


def _listed(tree: ast.Module, place: str) -> Iterator[Told]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign) or node.value is None:
            continue
        target = node.target if isinstance(node, ast.AnnAssign) else node.targets[0]
        if not isinstance(target, ast.Name) or target.id not in TABLES:
            continue
        table = ast.literal_eval(node.value)
        rows = table.items() if isinstance(table, dict) else [("", table)]
        for key, row in rows:
            words = [row] if isinstance(row, str) else list(row)
            words += [key] if isinstance(key, str) else []
            code = next(word for word in words if CODE.fullmatch(word))
            sentence = max(words, key=len)
            retry = next((word for word in words if word in RETRIES), "never")
            yield Told(code, sentence, retry, place)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """The nodes of a scope without those of the functions in it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef):
            yield child
            yield from _own(child)


def _texts(scope: ast.AST, before: int) -> dict[str, str]:
    """What the names of a scope stand for at a line: the last text that each was given above it."""
    texts: dict[str, str] = {}
    given = [node for node in _own(scope) if isinstance(node, ast.Assign) and node.lineno <= before]
    for node in sorted(given, key=lambda one: one.lineno):
        if isinstance(node.targets[0], ast.Name):
            texts[node.targets[0].id] = _text(node.value, {})
    return texts


def _text(node: ast.expr | None, named: dict[str, str]) -> str:
    match node:
        case ast.Constant(value=str() as text):
            return text
        case ast.JoinedStr(values):
            return "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in values)
        case ast.Name(id=name):
            return named.get(name, "")
        case ast.IfExp(body=body, orelse=other):
            return " / ".join(filter(None, (_text(body, named), _text(other, named))))
    return ""


def _name(call: ast.Call) -> str:
    function = call.func
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _word(call: ast.Call, default: str) -> str:
    values = [*call.args, *(one.value for one in call.keywords)]
    words = [node.value for value in values for node in ast.walk(value) if isinstance(node, ast.Constant)]
    return next((str(word) for word in words if word in RETRIES), default)


def _sentences(said: list[Told]) -> list[str]:
    return sorted({one.sentence.replace("|", "\\|") for one in said if one.sentence})


def _rooms(said: list[Told]) -> list[str]:
    return sorted({one.place.removesuffix(".py") for one in said})


if __name__ == "__main__":
    print(page(), end="")
