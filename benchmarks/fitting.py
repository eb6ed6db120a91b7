"""Fitting multinomial logistic models by Newton's method, for models that are small and convex."""

from collections.abc import Sequence

import numpy as np

from assistant.verification.weights import Logistic
from assistant.verification.wording import Values

_STEPS = 50
_CLOSE = 1e-8


def fitted(
    features: Sequence[str], classes: Sequence[str], values: Values, labels: Sequence[str], penalty: float
) -> Logistic:
    """Return the model that is most likely, each class counting the same, less the penalty on large weights.

    Newton's method on the penalised likelihood; biases are hardly penalised.

    Args:
        values: shape (examples, features).
        penalty: half of it times the square of each weight is taken off the summed logarithm of likelihood, in which
            examples are weighted so that classes are equal and they sum to the number of examples.
    """
    means, deviations = values.mean(axis=0), values.std(axis=0)
    scales = np.where(deviations > _CLOSE, deviations, 1.0)  # what never varied must not decide either
    design = np.column_stack([(values - means) / scales, np.ones(len(values))])
    targets = np.array([[label == name for name in classes] for label in labels], np.float64)
    importance = (targets / targets.sum(axis=0)).sum(axis=1) * len(values) / len(classes)
    penalties = np.full(design.shape[1], penalty)
    penalties[-1] = 1e-6
    weights = _newton(design, targets, importance, penalties)
    return Logistic(
        features=tuple(features),
        means=_rounded(means),
        scales=_rounded(scales),
        classes=tuple(classes),
        weights=tuple(_rounded(row) for row in weights[:, :-1]),
        biases=_rounded(weights[:, -1]),
    )


def _newton(design: Values, targets: Values, importance: Values, penalties: Values) -> Values:
    """Return the weights, shape (classes, features + 1)."""
    classes, width = targets.shape[1], design.shape[1]
    weights = np.zeros((classes, width))
    for _ in range(_STEPS):
        logits = design @ weights.T
        powers = np.exp(logits - logits.max(axis=1, keepdims=True))
        probable = powers / powers.sum(axis=1, keepdims=True)
        slope = ((probable - targets) * importance[:, None]).T @ design + penalties * weights
        curvature = np.zeros((classes, width, classes, width))
        for one in range(classes):
            for other in range(classes):
                spread = importance * probable[:, one] * ((one == other) - probable[:, other])
                curvature[one, :, other] = (design * spread[:, None]).T @ design
            curvature[one, :, one] += np.diag(penalties)
        step = np.linalg.solve(curvature.reshape(classes * width, -1), slope.ravel()).reshape(classes, width)
        weights = weights - step
        if np.abs(step).max() < _CLOSE:
            break
    return weights


def _rounded(values: Values) -> tuple[float, ...]:
    return tuple(float(f"{value:.6g}") for value in values)
