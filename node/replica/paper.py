"""A paper for a citizen is drawn only after what it promises is in the second copy, as far as that can be waited for.

With a folder this takes milliseconds. When the copy is behind or gone the paper is drawn all the same: a citizen at
the counter does not wait for a disk, and the page's head says how the backup is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from dossier.form_text import FormText
from node.ports.tools import Forms, ResultPdf
from node.usecases.models import ResultSheet


@dataclass(frozen=True, slots=True)
class CopiedFirst:
    """`node.ports.Forms` around another one; `secure` is `Backup.secure`."""

    forms: Forms
    secure: Callable[[], bool]

    def form(self, model: FormText) -> bytes:
        """See `Forms.form`."""
        self.secure()
        return self.forms.form(model)

    def result(self, model: ResultSheet) -> ResultPdf:
        """See `Forms.result`."""
        self.secure()
        return self.forms.result(model)
