"""What a reader saw of a word, and what it nearly saw, as hOCR tells it."""

from __future__ import annotations

from node.ocr.readers.looks import Look, looks_of

_HOCR = """
  <div class='ocr_page' id='page_1' title='image "/tmp/0.bmp"; bbox 0 0 90 68; ppageno 0'>
   <div class='ocr_carea' id='block_1_1' title="bbox 8 8 82 60">
     <span class='ocr_line' id='line_1_1' title="bbox 8 8 82 60; x_size 40">
      <span class='ocrx_word' id='word_1_1' title='bbox 8 8 20 60; x_wconf 81'>Hãng
       <span class='ocrx_cinfo' id='lstm_choices_1_1_1'>
        <span class='ocrx_cinfo' id='choice_1_1_1' title='x_confs 93.01149'>H</span></span>
       <span class='ocrx_cinfo' id='lstm_choices_1_1_2'>
        <span class='ocrx_cinfo' id='choice_1_1_2' title='x_confs 91.03373'>ã</span>
        <span class='ocrx_cinfo' id='choice_1_1_3' title='x_confs 78.480812'>ằ</span></span>
       <span class='ocrx_cinfo' id='lstm_choices_1_1_3'>
        <span class='ocrx_cinfo' id='choice_1_1_4' title='x_confs 94.5'>ng</span></span></span>
      <span class='ocrx_word' id='word_1_2' title='bbox 20 8 82 60; x_wconf 62'>&#39;
       <span class='ocrx_cinfo' id='lstm_choices_1_2_1'>
        <span class='ocrx_cinfo' id='choice_1_2_1' title='x_confs 62'>&#39;</span></span></span>
     </span>
   </div>
  </div>
  <div class='ocr_page' id='page_2' title='image "/tmp/1.bmp"; bbox 0 0 90 68; ppageno 1'>
  </div>
"""


def test_a_look_joins_the_words_of_a_picture_and_keeps_what_was_nearly_read() -> None:
    assert looks_of(_HOCR, 2) == [Look("Hãng'", 62.0, {"Hằng'": 78.480812}), Look("", 0.0)]


def test_pictures_that_the_reader_says_nothing_of_were_not_read() -> None:
    assert looks_of("", 2) == [Look("", 0.0), Look("", 0.0)]
