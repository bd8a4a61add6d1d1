"""Fuzz one reader with coverage feedback, where atheris is installed:

    python -m tests.fuzz.atheris_readers letter -max_total_time=60 tests/fuzz/crashers

What crashes is kept in tests/fuzz/crashers as `reader-what` and replayed by the tests for ever.
"""

import sys

READ_BY = ["dossier.crdt", "dossier.exchange", "dossier.facts", "plumbing"]
"""Where readers live; to watch the whole program that the samples come from takes longer than the fuzzing."""


def main(words: list[str]) -> None:
    """`words`: reader, then libFuzzer's own options."""
    import atheris

    with atheris.instrument_imports(include=READ_BY):
        from tests.fuzz.readers import READERS, survives

    reader = words[1]
    assert reader in READERS, f"one of {', '.join(READERS)}"
    atheris.Setup([words[0], *words[2:]], lambda data: survives(reader, data))
    atheris.Fuzz()


if __name__ == "__main__":
    main(sys.argv)
