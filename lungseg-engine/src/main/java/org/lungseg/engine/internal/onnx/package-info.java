/**
 * Writes ONNX networks: {@link org.lungseg.engine.internal.onnx.OnnxGraph} collects tensors and
 * operators and serialises them in ONNX's protobuf form, without a protobuf library. Used by the
 * export of trained networks and by tests; it writes only, it never reads.
 */
@NullMarked
package org.lungseg.engine.internal.onnx;

import org.jspecify.annotations.NullMarked;
