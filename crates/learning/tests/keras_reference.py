#!/usr/bin/env python3
"""Writes keras_reference.json: a tiny network's weights and what Keras makes of them, for the agreement tests.

Usage: pip install tensorflow-cpu keras; keras_reference.py > keras_reference.json

The network has two convolution blocks (an odd length before the second pooling), two hidden dense layers and no dropout. Everything
is in the order of the layers: each kernel before its bias, each array flattened row by row.
"""
import json
import os

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf
from keras import layers

POINTS, CLASSES, SAMPLES = 23, 3, 11
keras.utils.set_random_seed(20)
model = keras.Sequential([keras.Input((POINTS, 1))])
for filters, convolutions in ((4, 2), (6, 1)):
    for _ in range(convolutions):
        model.add(layers.Conv1D(filters, 3, activation="relu"))
    model.add(layers.MaxPooling1D(2))
model.add(layers.Flatten())
for units in (8, 5):
    model.add(layers.Dense(units, activation="relu"))
model.add(layers.Dense(CLASSES, activation="softmax"))
generator = np.random.default_rng(1)
for weight in model.trainable_weights:
    if len(weight.shape) == 1:
        weight.assign(generator.normal(0, 0.1, weight.shape))
x = generator.normal(0, 1, (SAMPLES, POINTS, 1)).astype("float32")
y = generator.integers(0, CLASSES, SAMPLES)


def flat(arrays):
    return [float(value) for array in arrays for value in np.asarray(array).ravel()]


before = flat(model.trainable_weights)
penultimate = keras.Model(model.inputs, model.layers[-2].output)
with tf.GradientTape() as tape:
    loss = tf.reduce_mean(keras.losses.sparse_categorical_crossentropy(y, model(x)))
gradient = flat(tape.gradient(loss, [weight.value for weight in model.trainable_weights]))
result = {
    "network": {
        "points": POINTS,
        "classes": CLASSES,
        "blocks": [{"filters": 4, "convolutions": 2}, {"filters": 6, "convolutions": 1}],
        "dense": [8, 5],
        "dropout": 0.0,
    },
    "spectra": flat([x]),
    "labels": [int(label) for label in y],
    "parameters": before,
    "probabilities": flat([model(x)]),
    "embeddings": flat([penultimate(x)]),
    "mean_loss": float(loss),
    "gradient": gradient,
    "steps": [],
}
model.compile(optimizer=keras.optimizers.Adam(1e-3), loss="sparse_categorical_crossentropy")
for _ in range(3):
    model.train_on_batch(x, y)
    result["steps"].append(flat(model.trainable_weights))
print(json.dumps(result))
