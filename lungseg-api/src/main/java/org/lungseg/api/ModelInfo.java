package org.lungseg.api;

/**
 * Which network made a mask.
 *
 * @param name the model's name
 * @param version its version
 * @param sha256 the SHA-256 checksum of its network file, 64 hexadecimal digits; of a model of two
 *     networks that of the digits of both checksums, one after the other
 * @param labels the structures it finds
 */
public record ModelInfo(String name, String version, String sha256, LabelSet labels) {}
