"""Image → text → field candidates; scans → searchable PDF/A. Adapter around OpenCV, PDFium and Tesseract.

Only `child`, `model`, `limits`, `problems`, `probe` and `fields` may be imported by the node's main
process: the others load numpy, OpenCV and PDFium and belong to the child process (`python -m node.ocr.worker`).
"""
