package org.lungseg.io.internal.dicom;

/** Which elements of a header are held in memory; everything else is skipped. */
enum HeaderPart {
  /** What makes volumes. Nothing of it identifies the patient or the study. */
  IMAGE,
  /** Also what an object that joins the study has to repeat: see {@link StudyHeader}. */
  IMAGE_AND_STUDY;

  boolean holdsValue(int tag) {
    return Tag.isKeptValue(tag) || (this == IMAGE_AND_STUDY && StudyHeader.holdsValue(tag));
  }

  boolean holdsSequence(int tag) {
    return Tag.isKeptSequence(tag) || (this == IMAGE_AND_STUDY && StudyHeader.holdsSequence(tag));
  }
}
