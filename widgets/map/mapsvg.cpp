// SPDX-FileCopyrightText: Lockkeeper contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/map/mapsvg.h"

#include "widgets/map/mappainter.h"
#include "widgets/map/mapview.h"

#include <QBuffer>
#include <QCoreApplication>
#include <QPainter>
#include <QSvgGenerator>

namespace lk {

namespace {

constexpr double margin = 24; // around the whole, in units

QString tr(const char *text)
{
    return QCoreApplication::translate("lk::MapSvg", text);
}

} // namespace

Result<QByteArray> mapSvg(const DrawnMap &drawn, const MapLook &look, const RunControl &control, const ProgressSink &progress)
{
    const QRectF whole = drawn.layout.bounds.adjusted(-margin, -margin, margin, margin);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setSize(whole.size().toSize());
    generator.setViewBox(QRectF({0, 0}, whole.size()));
    generator.setTitle(tr("Schema map"));
    QPainter painter;
    if (!painter.begin(&generator))
        return Failure(Error{ErrorCode::Failed, tr("the map can't be drawn"), {}, tr("it would be %1 x %2 pixels").arg(whole.width()).arg(whole.height()), {}});
    painter.fillRect(QRectF({0, 0}, whole.size()), look.ground());
    painter.translate(-whole.topLeft());
    const bool finished = MapPainter(drawn.map, drawn.layout, look).paint(painter, whole, 1, {}, [&](int done, int total) {
        if (progress)
            progress({tr("parts of the map"), done, total});
        return !control.cancelled();
    });
    painter.end();
    if (!finished)
        return Failure(Error{ErrorCode::Cancelled, tr("cancelled"), {}, {}, tr("no file was written")});
    return bytes;
}

} // namespace lk
