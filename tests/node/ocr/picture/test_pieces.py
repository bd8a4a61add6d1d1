"""Pieces of ink are told apart however many there are."""

from __future__ import annotations

import numpy as np

from node.ocr.picture.pieces import pieces


def test_each_piece_has_its_place_and_its_size() -> None:
    ink = np.zeros((40, 60), np.uint8)
    ink[5:8, 10:20] = ink[30:34, 50:52] = 255
    labels, stats, centres = pieces(ink)
    assert stats[1:].tolist() == [[10, 5, 10, 3, 30], [50, 30, 2, 4, 8]]
    assert labels[6, 12] == 1
    assert centres[2].tolist() == [50.5, 31.5]


def test_more_specks_than_short_labels_can_number_are_all_told_apart() -> None:
    ink = np.zeros((800, 800), np.uint8)
    ink[::2, ::2] = 255
    labels, stats, _ = pieces(ink)
    assert len(stats) == 400 * 400 + 1
    assert labels.max() == 400 * 400
    assert (stats[1:, 4] == 1).all()
