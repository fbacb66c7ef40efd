/**
 * How an ONNX network comes to run on PyTorch, which cannot read ONNX: {@link
 * org.lungseg.engine.pytorch.internal.OnnxTranslation} writes its steps as TorchScript, {@link
 * org.lungseg.engine.pytorch.internal.TorchScriptArchive} packs them with the weights into the form
 * that PyTorch loads, in memory, and {@link org.lungseg.engine.pytorch.internal.DjlPyTorchRunner}
 * runs it. A network that is TorchScript already is loaded as it is.
 */
@NullMarked
package org.lungseg.engine.pytorch.internal;

import org.jspecify.annotations.NullMarked;
