"""The application of the hub: letters and blobs for devices, /api for programs, pages for administrators."""

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from hub.api import (
    admin_json,
    blobs,
    devices,
    exchange,
    pages,
    pages_audit,
    pages_fleet,
    pages_register,
    pages_trust,
    papers,
    roads,
    timestamps,
)
from hub.api.answers import install, problem_json
from hub.api.guard import limit_by_path, refusal
from hub.api.letter_parts import LetterParts
from hub.api.render import Pages
from hub.usecases.context import Hub
from hub.usecases.devices.timestamps import Counts
from plumbing.http_auth import MemoryReplayGuard
from plumbing.http_door import Door
from web import static_dir


def create_app(hub: Hub) -> FastAPI:
    """The app around a built hub. It starts and stops nothing: that is the command's work."""
    app = FastAPI(
        title="Một cửa – trung tâm tỉnh",
        version="1",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
    )
    app.state.hub = hub
    app.state.pages = Pages(hub)
    app.state.replay = MemoryReplayGuard()
    app.state.letter_parts = LetterParts()
    app.state.timestamp_counts = Counts()
    install(app)
    administration = (admin_json, pages, pages_audit, pages_fleet, pages_register, pages_trust)
    for module in (roads, papers, timestamps, devices, exchange, blobs, *administration):
        app.include_router(module.router)
    app.mount("/static", StaticFiles(directory=static_dir()), name="static")
    app.add_middleware(Door, limit=limit_by_path(hub.config), refusal=refusal, told=problem_json)
    return app
