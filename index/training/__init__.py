"""How is the embedded bilingual encoder made from a folder of English and Chinese pairs?

The stages, in the order in which they run: `data` reads the folder, `mixture` chooses from it,
`vocabulary` and `tokenizer` give the student its words, `closed_form` its first embeddings,
`distillation` and `contrast` its training. `pipeline` joins them, `evaluation` measures each.
"""
