"""The picture of a scanned page for a browser: photos as they are, pages of PDF and TIFF through the reader."""

from fastapi import Response

from node.api.files import PICTURES, blob_response, kind_of
from node.usecases.node import Node
from plumbing.problem import Problem


def picture(node: Node, dossier: str, key: str, page: int) -> Response:
    """The page's picture. Raises Problem PREVIEW_NOT_HERE for a file that a browser cannot show as one."""
    file = node.scans.page_file(dossier, key)
    media_type, _ = kind_of(file.path)
    if media_type in PICTURES and page == 1:
        return blob_response(file.path, f"{dossier}-{key}")
    raise Problem("PREVIEW_NOT_HERE", "Chưa xem trước được trang này; mở tệp gốc để xem.")
