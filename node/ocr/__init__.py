"""Image → text → field candidates; scans → searchable PDF/A. Adapter around OpenCV, PDFium and Tesseract.

In the order of a page's way: `source` opens what came, `picture` makes it upright and grey, `lines` finds the printed
lines, `readers` reads them, `words` mends what was read, `fields` says what it means (`page` leads through these);
`codes` reads bar codes, `look` glances at a stack, `pdf` writes the digitised copy, `process` keeps all of it in child
processes.

Only `process.child`, `process.crew`, `model`, `limits`, `problems`, `glance`, `readers.probe` and `fields` may be
imported by the node's main process: the others load numpy, OpenCV and PDFium and belong to the child process
(`python -m node.ocr.process.worker`).
"""
