/**
 * PyTorch as the inference engine: {@link org.lungseg.engine.pytorch.PyTorchSegmenterProvider} is
 * what {@code Segmenter.load} finds. It runs the same model packages as ONNX Runtime does, and
 * networks in the form of TorchScript besides.
 */
@NullMarked
package org.lungseg.engine.pytorch;

import org.jspecify.annotations.NullMarked;
