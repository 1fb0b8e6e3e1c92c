// The texts of company groups.

import type { Catalogue } from '../en'

export const groups: Catalogue['resources']['groups'] = {
  name: 'مجموعة شركات |||| مجموعات الشركات',
  new: 'مجموعة شركات جديدة',
  rename: 'إعادة التسمية',
  saved: 'حُفظت %{name}',
  as_list: 'اعرضها في القائمة',
  add: 'أضف شركة',
  added: '%{name} في المجموعة',
  remove: 'أخرج %{name}',
  removed: 'لم تعد %{name} في المجموعة',
  empty: 'لا شركة فيها بعد.',
  fields: { name: 'اسم المجموعة', companyCount: 'الشركات', createTime: 'تاريخ الإنشاء' },
  filters: {
    name: 'اسم المجموعة يحتوي',
    companies_min: 'الشركات، على الأقل',
    companies_max: 'الشركات، على الأكثر',
    created_from: 'الإنشاء من',
    created_before: 'الإنشاء قبل',
  },
  delete: {
    title: 'أتحذف هذه المجموعة؟ |||| أتحذف هذه المجموعات (%{smart_count})؟',
    warning: 'تبقى الشركات التي فيها.',
    done: 'حُذفت المجموعة |||| حُذفت %{smart_count} مجموعات',
  },
}
