package org.lungseg.engine.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.lungseg.engine.internal.resample.AxisMap;
import org.lungseg.engine.internal.resample.NetworkGrid;

class SliceWindowTest {

  private static final int ROWS = 64;
  private static final int COLUMNS = 96;

  private final NetworkGrid grid =
      new NetworkGrid(AxisMap.identity(COLUMNS), AxisMap.identity(ROWS), AxisMap.identity(3), 2.5);

  @Test
  void whole_isTheGrid() {
    assertThat(SliceWindow.whole(grid)).isEqualTo(new SliceWindow(0, ROWS, 0, COLUMNS, COLUMNS));
  }

  @Test
  void around_holdsBoxAndMarginInMultiples() {
    SliceWindow window = SliceWindow.around(new int[] {20, 30, 40, 60}, 5, 16, grid);

    assertThat(window.rows()).isEqualTo(32);
    assertThat(window.fromRow()).isBetween(35 - 32, 15);
    assertThat(window.columns()).isEqualTo(32);
    assertThat(window.fromColumn()).isBetween(65 - 32, 35);
  }

  @Test
  void around_staysWithinTheGrid() {
    assertThat(SliceWindow.around(new int[] {0, 3, 90, 96}, 5, 16, grid))
        .isEqualTo(new SliceWindow(0, 16, 80, 16, COLUMNS));
    assertThat(SliceWindow.around(new int[] {1, 63, 1, 95}, 5, 16, grid))
        .isEqualTo(SliceWindow.whole(grid));
  }

  @Test
  void startOfRow_isAPlaceInTheGridsSlice() {
    assertThat(new SliceWindow(10, 16, 32, 16, COLUMNS).startOfRow(2)).isEqualTo(12 * 96 + 32);
  }

  @Test
  void cuts_whatReachesABorderThatIsNoneOfTheGrid() {
    SliceWindow window = new SliceWindow(0, 16, 32, 16, COLUMNS);

    assertThat(window.cuts(at -> at == 40, grid)).as("first row, also that of the grid").isFalse();
    assertThat(window.cuts(at -> at == 15 * COLUMNS + 40, grid)).as("last row").isTrue();
    assertThat(window.cuts(at -> at == 7 * COLUMNS + 32, grid)).as("first column").isTrue();
    assertThat(window.cuts(at -> at == 7 * COLUMNS + 47, grid)).as("last column").isTrue();
    assertThat(window.cuts(at -> at == 7 * COLUMNS + 40, grid)).as("inside").isFalse();
    assertThat(window.cuts(at -> at == 7 * COLUMNS + 48, grid)).as("outside").isFalse();
    assertThat(SliceWindow.whole(grid).cuts(at -> true, grid)).isFalse();
  }
}
