"""The picture of a scanned page for a browser: photos as they are, pages of PDF and TIFF through the reader."""

from fastapi import Response

from node.api.files import PICTURES, blob_response, kind_of
from node.usecases.node import Node
from plumbing.problem import Problem


def picture(node: Node, dossier: str, key: str, page: int) -> Response:
    """The page's picture. Raises Problem PREVIEW_NOT_HERE for a file that a browser cannot show as one."""
    path = node.previews.page(dossier, key, page)
    if kind_of(path)[0] not in PICTURES:
        raise Problem("PREVIEW_NOT_HERE", "Không xem trước được tệp này; mở tệp gốc để xem.")
    return blob_response(path, f"{dossier}-{key}-{page}")
