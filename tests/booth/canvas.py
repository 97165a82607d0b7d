"""A camera out of a canvas, for every engine: what a page gets for `getUserMedia` is the film of a picture of the test.

`page.add_init_script(CANVAS_CAMERA)`, or a hall that is `filmed`; then `page.evaluate(shown(picture))`: it holds what a
lens would see, or nothing. `window.readBy` says what looked at each picture: `zxing`, or `qr`.
"""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

import flask
from PIL import Image

from tests.booth.hall import Hall, create_hall
from tests.support.server import answering

CANVAS_CAMERA = """(() => {
  const canvas = document.createElement('canvas');
  canvas.width = 1280;
  canvas.height = 720;
  const context = canvas.getContext('2d');
  let held = null;
  function film() {
    context.fillStyle = '#777';
    context.fillRect(0, 0, canvas.width, canvas.height);
    if (held) context.drawImage(held, 0, 0);
    context.fillStyle = performance.now() % 2 ? '#777' : '#787878';
    context.fillRect(0, 0, 1, 1);  // some engines film only what changes
  }
  window.showToCamera = async (picture) => {
    const bytes = Uint8Array.from(atob(picture), (one) => one.charCodeAt(0));
    held = bytes.length ? await createImageBitmap(new Blob([bytes], { type: 'image/png' })) : null;
    film();
    return true;
  };
  const devices = {
    getUserMedia: async () => {
      film();
      setInterval(film, 100);
      return canvas.captureStream(10);
    },
    enumerateDevices: async () => [{ kind: 'videoinput', deviceId: 'canvas', groupId: '', label: '' }],
  };
  window.readBy = [];
  const Own = window.Worker;
  window.Worker = class extends Own {
    constructor(...more) {
      super(...more);
      this.addEventListener('message', ({ data }) => data.by && window.readBy.push(data.by));
    }
  };
  Object.defineProperty(navigator, 'mediaDevices', { configurable: true, value: devices });
})()"""


def shown(picture: Image.Image | None) -> str:
    """The script that holds this picture of 1280×720 before the page's camera, or nothing."""
    out = BytesIO()
    if picture is not None:
        picture.convert("L").save(out, "PNG")
    return f"window.showToCamera('{base64.b64encode(out.getvalue()).decode()}')"


@contextmanager
def filmed(hall: Hall) -> Iterator[Hall]:
    """Serve a hall whose booth has this camera, for browsers that take no script beforehand."""
    app = create_hall(hall)

    @app.get("/camera.js")
    def camera() -> flask.Response:
        return flask.Response(CANVAS_CAMERA, mimetype="text/javascript")

    @app.after_request
    def give_camera(response: flask.Response) -> flask.Response:
        if response.mimetype == "text/html":
            response.set_data(response.get_data().replace(b"<head>", b'<head><script src="/camera.js"></script>', 1))
        return response

    with answering(app) as hall.address:
        yield hall
