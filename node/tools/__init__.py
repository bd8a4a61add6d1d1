"""Binds the use cases' tool ports to the adapters that read, draw and sign.

Reading and signing happen in child processes: what an idle node does not need is not loaded.
"""

from node.tools.absent import NoBackup
from node.tools.drawing import PdfForms
from node.tools.handing import elsewhere
from node.tools.proving import FolderVerifier, line_raiser
from node.tools.reading import ChildStacks, OcrReader, ocr_child
from node.tools.scanner import tray_rings
from node.tools.signing import FolderSigner
from node.tools.work import job_runner

__all__ = [
    "ChildStacks",
    "FolderSigner",
    "FolderVerifier",
    "NoBackup",
    "OcrReader",
    "PdfForms",
    "elsewhere",
    "job_runner",
    "line_raiser",
    "ocr_child",
    "tray_rings",
]
