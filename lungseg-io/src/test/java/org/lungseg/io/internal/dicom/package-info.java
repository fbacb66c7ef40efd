/** Tests of the parts of DICOM that need no files. */
@NullMarked
package org.lungseg.io.internal.dicom;

import org.jspecify.annotations.NullMarked;
