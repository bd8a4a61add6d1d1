"""The application of one node: pages at /, JSON under /api with its description at /api/openapi.json."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from node.api import (
    json_backfile,
    json_dossiers,
    json_elsewhere,
    json_intake,
    json_line,
    json_people,
    json_queue,
    json_reuse,
    json_signing,
    pages_acts,
    pages_backfile,
    pages_dossier,
    pages_elsewhere,
    pages_health,
    pages_intake,
    pages_list,
    pages_note,
    pages_outbox,
    pages_people,
    pages_print,
    pages_queue,
    pages_results,
    pages_reuse,
    pages_signing,
    pages_tray,
    pages_verdict,
    pages_withdrawn,
)
from node.api.answers import install, problem_json
from node.api.guard import Hosts, limit_by_path
from node.api.render import Pages
from node.usecases.node import Node
from plumbing.http_door import Door
from web import static_dir

_ROUTERS = (
    json_people,
    json_intake,
    json_dossiers,
    json_elsewhere,
    json_line,
    json_queue,
    json_reuse,
    json_backfile,
    json_signing,
)
_PAGES = (
    pages_people,
    pages_list,
    pages_intake,
    pages_acts,
    pages_dossier,
    pages_elsewhere,
    pages_signing,
    pages_results,
    pages_print,
    pages_note,
    pages_verdict,
    pages_outbox,
    pages_health,
    pages_queue,
    pages_reuse,
    pages_tray,
    pages_withdrawn,
    pages_backfile,
)


def create_app(node: Node) -> FastAPI:
    """The app around a built node. It starts and stops nothing: that is the bootstrap's work."""
    app = FastAPI(
        title="Một cửa – nút xã",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.node = node
    app.state.pages = Pages(node)
    install(app)
    for module in (*_ROUTERS, *_PAGES):
        app.include_router(module.router)
    app.include_router(pages_withdrawn.json_router)
    app.mount("/static", StaticFiles(directory=static_dir()), name="static")
    app.add_middleware(
        Door,
        limit=limit_by_path(node.config.upload_bytes),
        refusal=Hosts(node.config.listen_host).refusal,
        told=problem_json,
    )
    return app
