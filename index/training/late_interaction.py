"""The head for tokens as it is trained: a projection of last states, and weights of tokens.

Late interaction (Khattab and Zaharia 2020): a question scores a passage by the best match of each
of its tokens. The encoder stays as it is; beside it comes which few directions of its states tell
tokens apart, and how much a token of a question says (`the` little, a name much).
"""

from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from index.encoders.token_head import FILE

NEVER = -1e4
NO_MATCH = -1.0


class TrainedHead(nn.Module):
    """Makes short token vectors of last states, and says how much a token of a question says."""

    def __init__(self, hidden: int, dimensions: int) -> None:
        super().__init__()
        self.projection = nn.Linear(hidden, dimensions)
        self.salience = nn.Linear(hidden, 1)
        nn.init.zeros_(self.salience.weight)
        nn.init.zeros_(self.salience.bias)

    def start_from(self, chinese: Tensor, english: Tensor) -> None:
        """Begin with the principal components of states, shapes (tokens, hidden).

        The direction in which the two languages lie apart is left out: a token and its
        translation differ in it and in little else.
        """
        means = chinese.mean(0), english.mean(0)
        apart = nn.functional.normalize(means[0] - means[1], dim=0)
        centred = torch.cat([chinese - means[0], english - means[1]])
        centred = centred - (centred @ apart)[:, None] * apart
        _, axes = torch.linalg.eigh(centred.T @ centred / len(centred))
        weight = axes[:, -self.projection.out_features :].T.flip(0)
        self.projection.weight.data.copy_(weight)
        self.projection.bias.data.copy_(-weight @ (means[0] + means[1]) / 2)

    def vectors(self, states: Tensor) -> Tensor:
        """One unit vector a token."""
        return nn.functional.normalize(self.projection(states), dim=-1)

    def weights(self, states: Tensor, words: Tensor) -> Tensor:
        """What each token of a question counts, adding up to 1; `words` is 1 at words."""
        weights = nn.functional.softplus(self.salience(states).squeeze(-1)) * words
        return weights / weights.sum(1, keepdim=True).clamp_min(1e-6)

    def save(self, folder: Path) -> None:
        """Write the head beside the model that it belongs to."""
        state = {name: value.contiguous() for name, value in self.state_dict().items()}
        save_file(state, folder / FILE)


def sentence_matches(
    questions: Tensor, passages: Tensor, words: Tensor, sentences: Tensor
) -> Tensor:
    """The best match of each question token in each sentence.

    Args:
        questions: token vectors, shape (questions, tokens, dimensions).
        passages: token vectors, shape (passages, tokens, dimensions).
        words: 1 at the words of the passages, shape (passages, tokens).
        sentences: the number of each token's sentence, shape (passages, tokens).

    Returns:
        Shape (questions, passages, question tokens, sentences); -1 where there is no such sentence.
    """
    flat = questions.flatten(0, 1) @ passages.flatten(0, 1).T
    cosines = flat.view(*questions.shape[:2], *passages.shape[:2]).permute(0, 2, 1, 3)
    cosines = cosines.masked_fill(words[None, :, None, :] == 0, NO_MATCH)
    shape = (*cosines.shape[:3], int(sentences.max()) + 1)
    places = sentences[None, :, None, :].expand(cosines.shape)
    return torch.full(shape, NO_MATCH).scatter_reduce(3, places, cosines, "amax")


def interactions(matches: Tensor, weights: Tensor) -> tuple[Tensor, Tensor]:
    """Scores of passages as a whole and of their best sentences, shape (questions, passages)."""
    whole = (matches.amax(-1) * weights[:, None, :]).sum(-1)
    best = (matches * weights[:, None, :, None]).sum(2).amax(-1)
    return whole, best
